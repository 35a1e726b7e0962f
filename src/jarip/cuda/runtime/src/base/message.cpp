#include "base/message.h"

#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"

namespace jarip {

namespace {

// One write, so that lines of several threads or processes do not mix.
void say(const char *format, va_list arguments) {
  Text line("jarip: ");
  line.format_list(format, arguments).append('\n');
  const ssize_t written = write(STDERR_FILENO, line.c_str(), line.size());
  static_cast<void>(written);
}

}  // namespace

void report(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  say(format, arguments);
  va_end(arguments);
}

void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  say(format, arguments);
  va_end(arguments);
  abort();
}

}  // namespace jarip
