/* jarip_guard_enter and jarip_guard_leave for the AArch64 procedure call standard. */
#if defined(__aarch64__)
  .text

  .globl jarip_guard_enter
  .hidden jarip_guard_enter
  .type jarip_guard_enter, %function
  .p2align 4
jarip_guard_enter: /* x0 saved, x1 body, x2 argument, x3 stack_top */
  .cfi_startproc
  stp x29, x30, [sp, #-176]!
  .cfi_def_cfa_offset 176
  .cfi_offset x29, -176
  .cfi_offset x30, -168
  stp x19, x20, [sp, #16]
  stp x21, x22, [sp, #32]
  stp x23, x24, [sp, #48]
  stp x25, x26, [sp, #64]
  stp x27, x28, [sp, #80]
  stp d8, d9, [sp, #96]
  stp d10, d11, [sp, #112]
  stp d12, d13, [sp, #128]
  stp d14, d15, [sp, #144]
  mrs x4, fpcr
  str x4, [sp, #160]
  mov x29, sp
  .cfi_def_cfa_register x29
  mov x4, sp
  str x4, [x0]
  mov x19, x4
  mov sp, x3
  mov x0, x2
  blr x1
  mov sp, x19
  mov w0, #0
.Lrestore:
  ldp x19, x20, [sp, #16]
  ldp x21, x22, [sp, #32]
  ldp x23, x24, [sp, #48]
  ldp x25, x26, [sp, #64]
  ldp x27, x28, [sp, #80]
  ldp d8, d9, [sp, #96]
  ldp d10, d11, [sp, #112]
  ldp d12, d13, [sp, #128]
  ldp d14, d15, [sp, #144]
  ldp x29, x30, [sp], #176
  .cfi_def_cfa sp, 0
  ret
  .cfi_endproc
  .size jarip_guard_enter, . - jarip_guard_enter

  .globl jarip_guard_leave
  .hidden jarip_guard_leave
  .type jarip_guard_leave, %function
  .p2align 4
jarip_guard_leave: /* x0 saved, w1 code; also entered from the signal handler */
  mov sp, x0
  mov w0, w1
  ldr x4, [sp, #160]
  msr fpcr, x4
  b .Lrestore
  .size jarip_guard_leave, . - jarip_guard_leave

#endif

  .section .note.GNU-stack, "", %progbits
