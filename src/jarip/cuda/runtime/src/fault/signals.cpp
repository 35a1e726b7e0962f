#include "fault/signals.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "api.h"

namespace jarip {

namespace {

constexpr size_t kSignalStackBytes = 64 * 1024;  // AVX-512 state alone takes several KiB

struct Translation {
  int signal;
  cudaError_t code;
};

constexpr Translation kTranslations[] = {
    {SIGSEGV, cudaErrorIllegalAddress}, {SIGBUS, cudaErrorIllegalAddress},
    {SIGFPE, cudaErrorLaunchFailure},   {SIGILL, cudaErrorIllegalInstruction},
    {SIGTRAP, cudaErrorLaunchFailure},
};
constexpr int kSignals = sizeof kTranslations / sizeof kTranslations[0];

struct sigaction previous[kSignals];
pthread_once_t installed = PTHREAD_ONCE_INIT;
pthread_key_t stack_key;
__attribute__((tls_model("initial-exec"))) thread_local bool thread_ready;

#if defined(__x86_64__)
uintptr_t program_counter(const ucontext_t *context) {
  return static_cast<uintptr_t>(context->uc_mcontext.gregs[REG_RIP]);
}

void resume_at_leave(ucontext_t *context, void *saved, int code) {
  greg_t *registers = context->uc_mcontext.gregs;
  registers[REG_RIP] = reinterpret_cast<greg_t>(&jarip_guard_leave);
  registers[REG_RSP] = reinterpret_cast<greg_t>(saved);
  registers[REG_RDI] = reinterpret_cast<greg_t>(saved);
  registers[REG_RSI] = code;
}
#elif defined(__aarch64__)
uintptr_t program_counter(const ucontext_t *context) { return context->uc_mcontext.pc; }

void resume_at_leave(ucontext_t *context, void *saved, int code) {
  context->uc_mcontext.pc = reinterpret_cast<uintptr_t>(&jarip_guard_leave);
  context->uc_mcontext.sp = reinterpret_cast<uintptr_t>(saved);
  context->uc_mcontext.regs[0] = reinterpret_cast<uintptr_t>(saved);
  context->uc_mcontext.regs[1] = static_cast<uint64_t>(code);
}
#endif

// What would have happened had this handler not been installed.
void chain(int index, int signal, siginfo_t *info, void *context) {
  const struct sigaction &old = previous[index];
  if ((old.sa_flags & SA_SIGINFO) != 0) {
    old.sa_sigaction(signal, info, context);
  } else if (old.sa_handler == SIG_DFL || old.sa_handler == SIG_IGN) {
    // Back to the default and return: the faulting instruction runs again and ends the process
    // with the right signal. One sent by kill() does not repeat, so it is raised anew.
    struct sigaction standard = {};
    standard.sa_handler = SIG_DFL;
    sigaction(signal, &standard, nullptr);
    if (info->si_code <= 0) raise(signal);
  } else {
    old.sa_handler(signal);
  }
}

void on_fault(int signal, siginfo_t *info, void *raw_context) {
  int index = 0;
  while (index + 1 < kSignals && kTranslations[index].signal != signal) ++index;
  GuardState &state = guard_state();
  const bool from_instruction = info->si_code > 0;
  if (state.saved == nullptr || !from_instruction) {
    chain(index, signal, info, raw_context);
    return;
  }
  auto *context = static_cast<ucontext_t *>(raw_context);
  state.fault.signal = signal;
  state.fault.address = reinterpret_cast<uintptr_t>(info->si_addr);
  state.fault.program_counter = program_counter(context);
  resume_at_leave(context, state.saved, kTranslations[index].code);
}

void free_signal_stack(void *stack) {
  stack_t off = {};
  off.ss_flags = SS_DISABLE;
  sigaltstack(&off, nullptr);
  munmap(stack, kSignalStackBytes);
}

void install_process_handlers() {
  pthread_key_create(&stack_key, free_signal_stack);
  for (int index = 0; index < kSignals; ++index) {
    struct sigaction action = {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(kTranslations[index].signal, &action, &previous[index]);
  }
}

void install_signal_stack() {
  stack_t current = {};
  sigaltstack(nullptr, &current);
  if ((current.ss_flags & SS_DISABLE) == 0) return;  // the program has its own
  void *memory = mmap(nullptr, kSignalStackBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED) return;
  stack_t stack = {};
  stack.ss_sp = memory;
  stack.ss_size = kSignalStackBytes;
  sigaltstack(&stack, nullptr);
  pthread_setspecific(stack_key, memory);
}

}  // namespace

void install_fault_handlers() {
  if (thread_ready) return;
  pthread_once(&installed, install_process_handlers);
  install_signal_stack();
  thread_ready = true;
}

}  // namespace jarip
