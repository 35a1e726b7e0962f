/* Older name: everything is in vector_functions.h. */
#ifndef JARIP_VECTOR_FUNCTIONS_HPP_H_
#define JARIP_VECTOR_FUNCTIONS_HPP_H_
#include "vector_functions.h"

#endif
