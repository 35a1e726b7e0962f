// What most files include, parsed once for all of them (build.py). Files include what they need
// themselves, so that each compiles without this.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <atomic>
#include <initializer_list>
#include <map>
#include <new>
#include <utility>

#include "api.h"
#include "base/array.h"
#include "base/lock.h"
