/* Switching stacks for the AArch64 procedure call standard: x19 to x30 and the low halves of v8 to
 * v15 survive a call, all else is the caller's to save. */
#if defined(__aarch64__)
  .text

  .globl jarip_fiber_switch
  .hidden jarip_fiber_switch
  .type jarip_fiber_switch, %function
  .p2align 4
jarip_fiber_switch: /* x0 save, x1 load */
  .cfi_startproc
  sub sp, sp, #160
  stp d8, d9, [sp, #0]
  stp d10, d11, [sp, #16]
  stp d12, d13, [sp, #32]
  stp d14, d15, [sp, #48]
  stp x19, x20, [sp, #64]
  stp x21, x22, [sp, #80]
  stp x23, x24, [sp, #96]
  stp x25, x26, [sp, #112]
  stp x27, x28, [sp, #128]
  stp x29, x30, [sp, #144]
  mov x2, sp
  str x2, [x0]
  mov sp, x1
  ldp d8, d9, [sp, #0]
  ldp d10, d11, [sp, #16]
  ldp d12, d13, [sp, #32]
  ldp d14, d15, [sp, #48]
  ldp x19, x20, [sp, #64]
  ldp x21, x22, [sp, #80]
  ldp x23, x24, [sp, #96]
  ldp x25, x26, [sp, #112]
  ldp x27, x28, [sp, #128]
  ldp x29, x30, [sp, #144]
  add sp, sp, #160
  ret
  .cfi_endproc
  .size jarip_fiber_switch, . - jarip_fiber_switch

  .globl jarip_fiber_start
  .hidden jarip_fiber_start
  .type jarip_fiber_start, %function
  .p2align 4
jarip_fiber_start: /* x19 argument */
  .cfi_startproc
  .cfi_undefined x30
  mov x29, #0
  mov x0, x19
  bl jarip_fiber_main
  udf #0
  .cfi_endproc
  .size jarip_fiber_start, . - jarip_fiber_start

#endif

  .section .note.GNU-stack, "", %progbits
