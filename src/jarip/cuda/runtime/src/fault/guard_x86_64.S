/* jarip_guard_enter and jarip_guard_leave for the System V x86-64 calling convention. */
#if defined(__x86_64__)
  .text

  .globl jarip_guard_enter
  .hidden jarip_guard_enter
  .type jarip_guard_enter, @function
  .p2align 4
jarip_guard_enter: /* rdi saved, rsi body, rdx argument, rcx stack_top */
  .cfi_startproc
  endbr64
  pushq %rbp
  .cfi_def_cfa_offset 16
  .cfi_offset %rbp, -16
  movq %rsp, %rbp
  .cfi_def_cfa_register %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  subq $8, %rsp
  stmxcsr (%rsp)
  fnstcw 4(%rsp)
  movq %rsp, (%rdi)
  movq %rsp, %rbx
  movq %rcx, %rsp
  movq %rdx, %rdi
  callq *%rsi
  movq %rbx, %rsp
  xorl %eax, %eax
.Lrestore:
  addq $8, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  .cfi_def_cfa %rsp, 8
  retq
  .cfi_endproc
  .size jarip_guard_enter, . - jarip_guard_enter

  .globl jarip_guard_leave
  .hidden jarip_guard_leave
  .type jarip_guard_leave, @function
  .p2align 4
jarip_guard_leave: /* rdi saved, esi code; also entered from the signal handler */
  endbr64
  cld
  movq %rdi, %rsp
  movl %esi, %eax
  ldmxcsr (%rsp)
  fldcw 4(%rsp)
  jmp .Lrestore
  .size jarip_guard_leave, . - jarip_guard_leave

#endif

  .section .note.GNU-stack, "", %progbits
