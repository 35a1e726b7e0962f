#include "kernel/compiler_worker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/environment.h"
#include "base/lock.h"
#include "kernel/cache.h"
#include "kernel/worker_process.h"

namespace jarip {

namespace {

constexpr char kAdvice[] =
    "set JARIP_PYTHON to a Python that has jarip installed, and see what `jarip doctor` says";

Lock lock;
int worker_socket = -1;
pid_t worker_owner;  // the process that started it: a fork must not talk to its parent's worker

const char *python() {
  const char *chosen = environment_text("JARIP_PYTHON");
  return chosen != nullptr ? chosen : configured("python");
}

bool send_line(const char *request) {
  Text line(request);
  line.append('\n');
  const char *data = line.c_str();
  for (size_t left = line.size(); left > 0;) {
    const ssize_t sent = send(worker_socket, data, left, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    data += sent;
    left -= static_cast<size_t>(sent);
  }
  return true;
}

bool receive_line(Text *line) {
  for (;;) {
    char byte = 0;
    const ssize_t got = recv(worker_socket, &byte, 1, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    if (byte == '\n') return true;
    line->append(byte);
  }
}

int hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  const char lower = static_cast<char>(digit | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

void decode_percent(const char *encoded, Text *decoded) {
  for (const char *byte = encoded; *byte != '\0'; ++byte) {
    const int high = *byte == '%' ? hex_digit(byte[1]) : -1;
    const int low = high >= 0 ? hex_digit(byte[2]) : -1;
    if (low >= 0) {
      decoded->append(static_cast<char>(high * 16 + low));
      byte += 2;
    } else {
      decoded->append(*byte);
    }
  }
}

bool start(Text *message) {
  if (worker_socket >= 0 && worker_owner == getpid()) return true;
  if (worker_socket >= 0) close(worker_socket);
  worker_socket = -1;
  const char *interpreter = python();
  if (*interpreter == '\0') {
    message->format("no compiler is configured: %s", kAdvice);
    return false;
  }
  if (strchr(interpreter, '/') != nullptr && access(interpreter, X_OK) != 0) {
    message->format("the compiler cannot be started: %s: %s; %s", interpreter, strerror(errno),
                    kAdvice);
    return false;
  }
  worker_socket = start_worker_process(interpreter);
  worker_owner = getpid();
  if (worker_socket < 0) {
    message->format("the compiler cannot be started: %s; %s", strerror(errno), kAdvice);
  }
  return worker_socket >= 0;
}

}  // namespace

void start_compiler_worker() {
  Guard guard(lock);
  Text message;
  start(&message);
}

WorkerAnswer ask_compiler_worker(const char *request, Text *message) {
  Guard guard(lock);
  if (!start(message)) return WorkerAnswer::missing;
  Text line;
  if (!send_line(request) || !receive_line(&line)) {
    close(worker_socket);
    worker_socket = -1;
    message->format("the compiler `%s -m jarip.cuda.jit.worker` ended without an answer; %s",
                    python(), kAdvice);
    return WorkerAnswer::missing;
  }
  const char *text = line.c_str();
  const bool done = strcmp(text, "ok") == 0 || strncmp(text, "ok ", 3) == 0;
  const char *space = strchr(text, ' ');
  if (space != nullptr) decode_percent(space + 1, message);
  return done ? WorkerAnswer::ok : WorkerAnswer::refused;
}

}  // namespace jarip
