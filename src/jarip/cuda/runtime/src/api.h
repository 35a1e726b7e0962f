// The declarations of the API, and what every entry point does first and last.
#pragma once

#include "declarations.h"
#include "error/last_error.h"
