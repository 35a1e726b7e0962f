#include "pool/pool.h"

#include <pthread.h>
#include <signal.h>

#include <initializer_list>

#include "base/clock.h"
#include "base/environment.h"
#include "base/futex.h"
#include "base/hardware.h"
#include "base/message.h"
#include "base/process.h"
#include "pool/job_runner.h"

namespace jarip {

namespace {

constexpr uint64_t kSpinMicroseconds = 50;  // about twice what a sleep and a wake cost together
constexpr uint32_t kWakesPerThread = 2;     // a woken thread wakes this many more: a tree

pthread_once_t started = PTHREAD_ONCE_INIT;
std::atomic<bool> running{false};
std::atomic<bool> lost_in_fork{false};

uint64_t spin_ns;
uint32_t most_spinners;
std::atomic<uint32_t> spinners{0};
std::atomic<uint32_t> sleepers{0};
Word epoch{0};

bool work_possible() { return any_slot_available() && any_seat_free(); }

// Wakes sleeping threads unless one is awake already looking for work. A thread announces that it
// goes to sleep before it looks for work the last time, and work is announced before the sleepers
// are counted; so no work is left to threads that all sleep.
void wake(uint32_t threads) {
  if (spinners.load() > 0 || sleepers.load() == 0) return;
  epoch.fetch_add(1);
  futex_wake(epoch, static_cast<int>(threads));
}

void more_hands() { wake(kWakesPerThread); }

bool spin_for_work() {
  if (spinners.fetch_add(1) >= most_spinners) {
    spinners.fetch_sub(1);
    return false;
  }
  bool found = false;
  const uint64_t deadline = now_ns() + spin_ns;
  while (!(found = work_possible()) && now_ns() < deadline) {
    for (int pause = 0; pause < 8 && !found; ++pause) spin_pause();
  }
  spinners.fetch_sub(1);
  return found;
}

void sleep_until_work() {
  sleepers.fetch_add(1);
  const uint32_t seen = epoch.load();
  if (!work_possible()) futex_wait(epoch, seen);
  sleepers.fetch_sub(1);
}

// One round: a seat, then jobs until there are none.
bool work(uint32_t preferred_seat, const void *owner) {
  if (!any_slot_available()) return false;
  Seat *seat = take_seat(preferred_seat);
  if (seat == nullptr) return false;
  bool worked = false;
  while (Slot *slot = enter_slot(owner)) {
    worked |= JobRunner::run(*slot, *seat, more_hands);
    leave_slot(*slot);
  }
  give_back_seat(*seat);
  return worked;
}

void *thread_main(void *index) {
  const uint32_t seat = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(index));
  for (;;) {
    if (work(seat, nullptr)) continue;
    if (!spin_for_work()) sleep_until_work();
  }
}

// Signals sent to the process are for the program's own threads; those a kernel causes by itself
// are handled where they happen.
void block_signals(sigset_t *previous) {
  sigset_t blocked;
  sigfillset(&blocked);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP}) sigdelset(&blocked, signal);
  pthread_sigmask(SIG_SETMASK, &blocked, previous);
}

void start_threads() {
  const uint32_t count = usable_processors();
  spin_ns = environment_number("JARIP_SPIN_US", kSpinMicroseconds) * 1000;
  most_spinners = count - 1;  // the launching thread needs a processor as well
  create_seats(count);
  after_fork_in_child([] { lost_in_fork.store(running.load()); });
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, 512 * 1024);
  sigset_t previous;
  block_signals(&previous);
  uint32_t created = 0;
  for (; created < count; ++created) {
    pthread_t thread;
    void *argument = reinterpret_cast<void *>(static_cast<uintptr_t>(created));
    if (pthread_create(&thread, &attributes, thread_main, argument) != 0) break;
  }
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
  pthread_attr_destroy(&attributes);
  if (created == 0) fail("no thread could be created for the launch pool");
  running.store(true);
}

}  // namespace

bool start_pool() {
  if (lost_in_fork.load(std::memory_order_relaxed)) return false;
  if (!running.load(std::memory_order_acquire)) pthread_once(&started, start_threads);
  return true;
}

bool pool_started() { return running.load(); }

void publish_job(Job &job) {
  open_slot(job);
  wake(1);
}

bool help_with_jobs(const void *owner) {
  const bool worked = work(0, owner);
  // The seat this thread held may be what a thread of the pool, now asleep, was in want of; also
  // where this thread found only others' jobs and executed none.
  if (work_possible()) wake(1);
  return worked;
}

}  // namespace jarip
