#pragma once
constexpr int twice(int value) { return 2 * value; }  // callable on the device: relaxed constexpr
