#include "kernel/worker_process.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace jarip {

namespace {

// Run by a shell that ends at once, which makes the worker a child of init.
constexpr char kScript[] = "\"$0\" -m jarip.cuda.jit.worker <&3 >&3 3<&- &";
constexpr int kWorkerSocket = 3;

// Default dispositions and nothing blocked, whatever the program has set up.
void set_signals(posix_spawnattr_t *attributes) {
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(attributes, &none);
  posix_spawnattr_setsigdefault(attributes, &all);
  posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

int spawn_shell(const char *python, int socket) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, socket, kWorkerSocket);
  posix_spawnattr_init(&attributes);
  set_signals(&attributes);
  char *arguments[] = {const_cast<char *>("sh"), const_cast<char *>("-c"),
                       const_cast<char *>(kScript), const_cast<char *>(python), nullptr};
  pid_t shell = 0;
  const int error = posix_spawn(&shell, "/bin/sh", &actions, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return error;
  int status = 0;
  while (waitpid(shell, &status, 0) < 0 && errno == EINTR) {
  }
  return 0;
}

}  // namespace

int start_worker_process(const char *python) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return -1;
  // dup2 onto its own number would keep the close-on-exec flag.
  if (ends[1] == kWorkerSocket) {
    const int moved = dup(ends[1]);
    close(ends[1]);
    ends[1] = moved;
  }
  const int error = spawn_shell(python, ends[1]);
  close(ends[1]);
  if (error == 0) return ends[0];
  close(ends[0]);
  errno = error;
  return -1;
}

}  // namespace jarip
