; widen: lanes=4 shapes=uua partial=no
; Every third element: read up to the last lane's and no byte further, then pick.
; CHECK: load <10 x float>, ptr %{{.*}}, align 4
; CHECK: shufflevector <10 x float> %{{.*}}, <4 x i32> <i32 0, i32 3, i32 6, i32 9>
; CHECK: call void @llvm.masked.scatter.v4f32.v4p0(
define i32 @region(ptr %x, i32 %n, i32 %tid) {
entry:
  %three = mul nsw i32 %tid, 3
  %at = sext i32 %three to i64
  %p = getelementptr inbounds float, ptr %x, i64 %at
  %v = load float, ptr %p, align 4
  %w = fneg float %v
  store float %w, ptr %p, align 4
  ret i32 -1
}
