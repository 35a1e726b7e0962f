// Cooperative launches take turns: each needs several seats at once, and two of them that held
// some each would wait for the other's for ever.
#pragma once

#include "stream/operation.h"

namespace jarip {

class KernelOperation;

// Whether `operation` may be published now. If not it is kept until its turn comes, and published
// by pass_turn().
bool take_turn(KernelOperation &operation);

// To be called when a cooperative launch is finished.
void pass_turn();

}  // namespace jarip
