; widen: lanes=4 shapes=uua partial=no
; Two of a row of three, the later first: both read up to the last lane's second element and no
; further, the last vector under a mask.
; CHECK: getelementptr i8, ptr %{{.*}}, i64 -4
; CHECK: call <4 x float> @llvm.masked.load.v4f32.p0({{.*}} <i1 true, i1 true, i1 true, i1 false>
; CHECK: getelementptr i8, ptr %{{.*}}, i64 -4
; CHECK: call <4 x float> @llvm.masked.load.v4f32.p0({{.*}} <i1 true, i1 true, i1 true, i1 false>
define i32 @region(ptr %x, ptr %y, i32 %tid) {
entry:
  %three = mul nsw i32 %tid, 3
  %at = sext i32 %three to i64
  %p0 = getelementptr inbounds float, ptr %x, i64 %at
  %p1 = getelementptr inbounds i8, ptr %p0, i64 4
  %v1 = load float, ptr %p1, align 4
  %v0 = load float, ptr %p0, align 4
  %s = fadd float %v0, %v1
  %own = zext nneg i32 %tid to i64
  %q = getelementptr inbounds float, ptr %y, i64 %own
  store float %s, ptr %q, align 4
  ret i32 -1
}
