; widen: lanes=4 shapes=uua partial=no
; Every third element: three vectors, the last ending with the last lane's element, and a shuffle.
; The store writes the same windows under masks.
; CHECK: getelementptr float, ptr %{{.*}}, i64 0
; CHECK: load <4 x float>, ptr
; CHECK: getelementptr float, ptr %{{.*}}, i64 6
; CHECK: load <4 x float>, ptr
; CHECK: shufflevector <4 x float> %{{.*}}, <4 x i32> <i32 0, i32 3, i32 4, i32 7>
; CHECK-NOT: @llvm.masked.scatter
; CHECK: call void @llvm.masked.store.v4f32.p0(
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
