; widen: lanes=4 shapes=uuua partial=no
; Two stores of a row whose index may wrap are asked about once, and then write whole vectors; where
; it wraps, each goes to its lanes' own places.
; CHECK: icmp sle i32
; CHECK: icmp sle i32
; CHECK: and i1
; CHECK: br i1
; CHECK: store <4 x float>
; CHECK: store <4 x float>
; CHECK: call void @llvm.masked.scatter.v4f32
; CHECK: call void @llvm.masked.scatter.v4f32
; CHECK-NOT: @llvm.masked.store
define i32 @region(ptr %out, float %v, i32 %start, i32 %tid) {
entry:
  %two = shl nuw nsw i32 %tid, 1
  %own = uitofp i32 %tid to float
  %index = add i32 %two, %start
  %at = sext i32 %index to i64
  %p.0 = getelementptr inbounds float, ptr %out, i64 %at
  %p.1 = getelementptr inbounds i8, ptr %p.0, i64 4
  store float %own, ptr %p.0, align 4
  store float %v, ptr %p.1, align 4
  ret i32 -1
}
