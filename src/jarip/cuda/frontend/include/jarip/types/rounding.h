/* How a conversion rounds, as an argument of it. Source: CUDA Runtime API reference,
 * "Data types used by CUDA Runtime", cudaRoundMode. */
#ifndef JARIP_TYPES_ROUNDING_H
#define JARIP_TYPES_ROUNDING_H

enum cudaRoundMode { cudaRoundNearest, cudaRoundZero, cudaRoundPosInf, cudaRoundMinInf };

#endif
