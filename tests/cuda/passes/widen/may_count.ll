; widen: lanes=4 shapes=uua partial=no
; An index of masks and differences may count over the lanes: asked of all of them at once.
; A table's index doesn't: it is gathered without asking.
; CHECK: sub <4 x i32> %{{.*}}, <i32 0, i32 1, i32 2, i32 3>
; CHECK: icmp eq i4 %{{.*}}, -1
; CHECK: load <4 x i32>, ptr
; CHECK: @llvm.masked.gather.v4i32.v4p0(
; CHECK-NOT: <i32 0, i32 1, i32 2, i32 3>
; CHECK: @llvm.masked.gather.v4i32.v4p0(
define i32 @region(ptr %x, i32 %mask, i32 %tid) {
entry:
  %low = and i32 %tid, %mask
  %twice = shl i32 %tid, 1
  %i = sub i32 %twice, %low
  %at = sext i32 %i to i64
  %p = getelementptr inbounds i32, ptr %x, i64 %at
  %v = load i32, ptr %p, align 4
  %there = sext i32 %v to i64
  %q = getelementptr inbounds i32, ptr %x, i64 %there
  %w = load i32, ptr %q, align 4
  store i32 %w, ptr %p, align 4
  ret i32 -1
}
