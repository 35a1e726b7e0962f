/* How the runtime API is declared: C linkage, and C++'s default arguments where CUDA has them. */
#ifndef JARIP_API_DECLARATION_H
#define JARIP_API_DECLARATION_H

#if defined(__cplusplus)
#define JARIP_API_BEGIN extern "C" {
#define JARIP_API_END }
#define JARIP_DEFAULT(value) = value
#else
#define JARIP_API_BEGIN
#define JARIP_API_END
#define JARIP_DEFAULT(value)
#endif

#endif
