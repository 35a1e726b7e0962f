#pragma once

namespace jarip {

// Tells PyTorch which attention kernel the face has for given arguments.
void install_attention_choice();

}  // namespace jarip
