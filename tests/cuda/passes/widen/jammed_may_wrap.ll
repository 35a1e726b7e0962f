; widen: lanes=4 shapes=uura partial=no parts=2
; Two rows at once: whether an index of either wraps is asked once, for the load and for the store.
; CHECK: and i1
; CHECK: br i1
; CHECK: load <4 x float>, ptr
; CHECK: load <4 x float>, ptr
; CHECK: @llvm.masked.gather.v4f32.v4p0(
; CHECK: @llvm.masked.gather.v4f32.v4p0(
; CHECK: and i1
; CHECK: br i1
; CHECK: store <4 x float>
; CHECK: store <4 x float>
; CHECK: @llvm.masked.scatter.v4f32.v4p0(
; CHECK: @llvm.masked.scatter.v4f32.v4p0(
; CHECK-NOT: br i1
define i32 @region(ptr %x, ptr %y, i32 %row, i32 %tid) {
entry:
  %i = add i32 %row, %tid
  %at = sext i32 %i to i64
  %p = getelementptr inbounds float, ptr %x, i64 %at
  %v = load float, ptr %p, align 4
  %w = fneg float %v
  %q = getelementptr inbounds float, ptr %y, i64 %at
  store float %w, ptr %q, align 4
  ret i32 -1
}
