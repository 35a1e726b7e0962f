#include "kernel/cache.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api.h"
#include "base/environment.h"
#include "base/immortal.h"
#include "device/processor.h"

namespace jarip {

namespace {

constexpr size_t kLongestName = 160;  // file systems allow 255 bytes; mangled names may be longer
constexpr size_t kKeptOfLongName = 120;

Immortal<Text> settings;  // the text of jarip.conf, lines ended by NUL
pthread_once_t settings_read = PTHREAD_ONCE_INIT;

// The CUDA home: $JARIP_CUDA_HOME, else the directory above the one this library lies in.
Text cuda_home() {
  const char *chosen = environment_text("JARIP_CUDA_HOME");
  if (chosen != nullptr) return Text(chosen);
  Dl_info info;
  char resolved[PATH_MAX];
  if (dladdr(reinterpret_cast<void *>(&cuda_home), &info) == 0 ||
      realpath(info.dli_fname, resolved) == nullptr) {
    return Text();
  }
  for (int level = 0; level < 2; ++level) {
    char *slash = strrchr(resolved, '/');
    if (slash == nullptr) return Text();
    *slash = '\0';
  }
  return Text(resolved);
}

void read_settings() {
  const Text path = static_cast<Text &&>(cuda_home().append("/etc/jarip.conf"));
  FILE *file = fopen(path.c_str(), "re");
  if (file == nullptr) return;
  char line[4096];
  while (fgets(line, sizeof line, file) != nullptr) {
    const size_t length = strcspn(line, "\n");
    settings.value.append(line, length).append('\0');
  }
  fclose(file);
}

Text cache_directory() {
  if (const char *chosen = environment_text("JARIP_CACHE_DIR")) return Text(chosen);
  if (const char *cache = environment_text("XDG_CACHE_HOME")) {
    return static_cast<Text &&>(Text(cache).append("/jarip"));
  }
  const char *home = environment_text("HOME");
  return static_cast<Text &&>(Text(home != nullptr ? home : "/tmp").append("/.cache/jarip"));
}

Text object_directory(const JaripImageHeader &image) {
  Text path = cache_directory();
  path.format("/objects/%s/%s/%.64s", configured("fingerprint"), jarip_cpu_id(), image.hash);
  return path;
}

// FNV-1a, 64 bits (Fowler, Noll, Vo).
uint64_t name_hash(const char *name) {
  uint64_t hash = 0xcbf29ce484222325ull;
  for (; *name != '\0'; ++name) {
    hash = (hash ^ static_cast<unsigned char>(*name)) * 0x100000001b3ull;
  }
  return hash;
}

bool write_all(int file, const char *data, uint64_t bytes) {
  while (bytes > 0) {
    const ssize_t written = write(file, data, bytes);
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) {
      data += written;
      bytes -= static_cast<uint64_t>(written);
    }
  }
  return true;
}

}  // namespace

const char *configured(const char *key) {
  pthread_once(&settings_read, read_settings);
  const size_t bytes = strlen(key);
  const char *line = settings.value.c_str();
  const char *end = line + settings.value.size();
  for (; line < end; line += strlen(line) + 1) {
    if (strncmp(line, key, bytes) == 0 && line[bytes] == '=') return line + bytes + 1;
  }
  return "";
}

bool has_objects(const JaripImageHeader &image) {
  return access(object_directory(image).c_str(), R_OK) == 0;
}

Text image_path(const JaripImageHeader &image) {
  Text path = cache_directory();
  path.format("/images/%.64s.jimg", image.hash);
  return path;
}

Text kernel_object_path(const JaripImageHeader &image, const char *kernel, const uint32_t block[3],
                        bool together) {
  Text path = object_directory(image);
  path.append('/');
  if (strlen(kernel) <= kLongestName) {
    path.append(kernel);
  } else {
    path.append(kernel, kKeptOfLongName);
    path.format("-%016llx", static_cast<unsigned long long>(name_hash(kernel)));
  }
  path.format("-%ux%ux%u%s.so", block[0], block[1], block[2], together ? "-together" : "");
  return path;
}

Text module_object_path(const JaripImageHeader &image) {
  Text path = object_directory(image);
  path.append("/module.so");
  return path;
}

bool make_parents(const char *path) {
  Text prefix;
  for (const char *slash = strchr(path + 1, '/'); slash != nullptr;
       slash = strchr(slash + 1, '/')) {
    prefix.clear();
    prefix.append(path, static_cast<size_t>(slash - path));
    if (mkdir(prefix.c_str(), 0777) != 0 && errno != EEXIST) return false;
  }
  return true;
}

// Written beside its place and renamed: other processes see all of it or nothing.
bool store_image(const JaripImageHeader &image) {
  const Text path = image_path(image);
  if (access(path.c_str(), R_OK) == 0) return true;
  if (!make_parents(path.c_str())) return false;
  Text temporary;
  temporary.format("%s.%d", path.c_str(), static_cast<int>(getpid()));
  const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return false;
  const bool written = write_all(file, reinterpret_cast<const char *>(&image), image_bytes(image));
  close(file);
  if (written && rename(temporary.c_str(), path.c_str()) == 0) return true;
  unlink(temporary.c_str());
  return false;
}

}  // namespace jarip
