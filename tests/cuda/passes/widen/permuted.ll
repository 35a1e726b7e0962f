; widen: lanes=16 shapes=uua partial=no permutes=512
; An index of the lane's bits and bits that all lanes share: its offsets are asked whether they are
; neighbours, then whether they lie within two registers, whose elements are then put in order.
; CHECK: [[LOW:%.*]] = and i32 %{{.*}}, 15
; CHECK: xor <16 x i32> <i32 0, i32 1,
; CHECK: icmp ult i32 %{{.*}}, 32
; CHECK: load <16 x i32>, ptr
; CHECK: @llvm.masked.load.v16i32.p0(
; CHECK: @llvm.x86.avx512.vpermi2var.d.512(
; CHECK: @llvm.masked.gather.v16i32.v16p0(
; CHECK: @llvm.x86.avx512.permvar.si.512(
; CHECK: @llvm.masked.store.v16i32.p0(
; CHECK: @llvm.masked.scatter.v16i32.v16p0(
define i32 @region(ptr %x, i32 %step, i32 %tid) {
entry:
  %other = xor i32 %tid, %step
  %at = zext i32 %other to i64
  %p = getelementptr inbounds i32, ptr %x, i64 %at
  %v = load i32, ptr %p, align 4
  %more = add i32 %v, 1
  store i32 %more, ptr %p, align 4
  ret i32 -1
}
