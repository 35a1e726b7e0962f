; widen: lanes=16 shapes=uua partial=no permutes=512 padded=1024
; Memory of 256 elements with room around it: where both registers lie in it or in the room, they are
; read and written whole, what is no lane's with what it was. Elsewhere lanes are gathered.
; CHECK: [[FROM:%.*]] = add i64 %{{.*}}, 32
; CHECK: icmp ule i64 [[FROM]], 288
; CHECK: load <16 x i32>, ptr
; CHECK-NOT: @llvm.masked.load
; CHECK: @llvm.x86.avx512.vpermi2var.d.512(
; CHECK: @llvm.masked.gather.v16i32.v16p0(
; CHECK-NOT: @llvm.masked.store
; CHECK: @llvm.x86.avx512.permvar.si.512(
; CHECK: [[KEPT:%.*]] = select <16 x i1>
; CHECK: store <16 x i32> [[KEPT]], ptr
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
