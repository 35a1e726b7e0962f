; widen: lanes=8 shapes=uuua partial=no
; Neighbouring lanes, neighbouring floats: one vector access each, and the scalar factor spread once.
; CHECK-LABEL: define internal { i32, i8 } @wide(float %a, ptr %x, ptr %y, i32 %tid)
; CHECK: load <8 x float>, ptr %{{.*}}, align 4
; CHECK: load <8 x float>, ptr %{{.*}}, align 4
; CHECK: call contract <8 x float> @llvm.fma.v8f32(
; CHECK: store <8 x float>
; CHECK-NOT: masked
define i32 @region(float %a, ptr %x, ptr %y, i32 %tid) {
entry:
  %i = sext i32 %tid to i64
  %px = getelementptr inbounds float, ptr %x, i64 %i
  %py = getelementptr inbounds float, ptr %y, i64 %i
  %vx = load float, ptr %px, align 4
  %vy = load float, ptr %py, align 4
  %r = call contract float @llvm.fma.f32(float %a, float %vx, float %vy)
  store float %r, ptr %py, align 4
  ret i32 -1
}
declare float @llvm.fma.f32(float, float, float)
