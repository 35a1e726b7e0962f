// The PCI addresses programs tell devices apart by. Nothing is at them: a CPU is on no such bus, so
// devices are given one bus each.
#pragma once

namespace jarip {

constexpr int kPciDomain = 0;
constexpr int kPciDevice = 0;

constexpr int pci_bus(int index) { return index + 1; }

}  // namespace jarip
