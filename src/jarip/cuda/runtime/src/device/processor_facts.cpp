#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <initializer_list>

#include "device/processor.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace jarip {

namespace {

ProcessorFacts facts;
pthread_once_t gathered = PTHREAD_ONCE_INIT;

#if defined(__x86_64__)
// The brand string of CPUID leaves 0x80000002 to 0x80000004 (Intel SDM volume 2).
bool read_name(char *name) {
  unsigned words[12];
  if (__get_cpuid_max(0x80000000u, nullptr) < 0x80000004u) return false;
  for (unsigned leaf = 0; leaf < 3; ++leaf) {
    unsigned *at = words + leaf * 4;
    __get_cpuid(0x80000002u + leaf, &at[0], &at[1], &at[2], &at[3]);
  }
  memcpy(name, words, sizeof words);
  name[sizeof words] = '\0';
  return name[0] != '\0';
}

int base_clock_khz() {
  unsigned megahertz = 0;
  unsigned ignored = 0;
  if (__get_cpuid(0x16, &megahertz, &ignored, &ignored, &ignored) == 0) return 0;
  return static_cast<int>(megahertz & 0xffff) * 1000;
}
#else
bool read_name(char *) { return false; }
int base_clock_khz() { return 0; }
#endif

// The value behind "key : value" in /proc/cpuinfo.
bool read_cpuinfo(const char *key, char *value, size_t capacity) {
  FILE *file = fopen("/proc/cpuinfo", "re");
  if (file == nullptr) return false;
  char line[512];
  bool found = false;
  while (!found && fgets(line, sizeof line, file) != nullptr) {
    const char *colon = strchr(line, ':');
    if (colon == nullptr || strncmp(line, key, strlen(key)) != 0) continue;
    snprintf(value, capacity, "%s", colon + 2);
    value[strcspn(value, "\n")] = '\0';
    found = true;
  }
  fclose(file);
  return found;
}

int read_number(const char *path) {
  FILE *file = fopen(path, "re");
  int number = 0;
  if (file == nullptr) return 0;
  if (fscanf(file, "%d", &number) != 1) number = 0;
  fclose(file);
  return number;
}

int clock_khz() {
  const int scaled = read_number("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq");
  if (scaled > 0) return scaled;
  const int base = base_clock_khz();
  if (base > 0) return base;
  char text[64];
  return read_cpuinfo("cpu MHz", text, sizeof text) ? static_cast<int>(atof(text) * 1000) : 0;
}

int64_t last_level_cache() {
  for (const int level : {_SC_LEVEL4_CACHE_SIZE, _SC_LEVEL3_CACHE_SIZE, _SC_LEVEL2_CACHE_SIZE}) {
    const long bytes = sysconf(level);
    if (bytes > 0) return bytes;
  }
  return 0;
}

void trim(char *name) {
  size_t length = strlen(name);
  while (length > 0 && name[length - 1] == ' ') name[--length] = '\0';
  const size_t leading = strspn(name, " ");
  memmove(name, name + leading, length - leading + 1);
}

void gather() {
  if (!read_name(facts.name) && !read_cpuinfo("model name", facts.name, sizeof facts.name) &&
      !read_cpuinfo("Model", facts.name, sizeof facts.name)) {
    snprintf(facts.name, sizeof facts.name, "CPU");
  }
  trim(facts.name);
  facts.clock_khz = clock_khz();
  facts.last_level_cache = last_level_cache();
}

}  // namespace

const ProcessorFacts &processor_facts() {
  pthread_once(&gathered, gather);
  return facts;
}

}  // namespace jarip
