/* Switching stacks for the System V x86-64 calling convention: rbx, rbp and r12 to r15 survive a
 * call, all else is the caller's to save. The return is a jump, for the return predictor would
 * always be wrong. */
#if defined(__x86_64__)
  .text

  .globl jarip_fiber_switch
  .hidden jarip_fiber_switch
  .type jarip_fiber_switch, @function
  .p2align 4
jarip_fiber_switch: /* rdi save, rsi load */
  .cfi_startproc
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  popq %rcx
  jmpq *%rcx
  .cfi_endproc
  .size jarip_fiber_switch, . - jarip_fiber_switch

  .globl jarip_fiber_start
  .hidden jarip_fiber_start
  .type jarip_fiber_start, @function
  .p2align 4
jarip_fiber_start: /* r12 argument */
  .cfi_startproc
  .cfi_undefined %rip
  endbr64
  andq $-16, %rsp
  xorl %ebp, %ebp
  movq %r12, %rdi
  callq jarip_fiber_main
  ud2
  .cfi_endproc
  .size jarip_fiber_start, . - jarip_fiber_start

#endif

  .section .note.GNU-stack, "", %progbits
