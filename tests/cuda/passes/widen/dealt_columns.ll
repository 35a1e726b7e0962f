; widen: lanes=4 shapes=uuua partial=no
; Two columns a lane are loaded, used and stored in the order of memory, without a shuffle; a store
; whose lanes lie elsewhere asks for a lane's own.
; CHECK-LABEL: define internal { i32, i4 } @wide(
; CHECK-NOT: shufflevector <4 x float> %{{.*}}, <4 x float> %{{.*}}, <4 x i32> <i32 0, i32 2
; CHECK: [[a:%.*]] = load <4 x float>
; CHECK: [[b:%.*]] = load <4 x float>
; CHECK: [[x:%.*]] = fmul <4 x float> [[a]]
; CHECK: [[y:%.*]] = fmul <4 x float> [[b]]
; CHECK: store <4 x float> [[x]],
; CHECK: store <4 x float> [[y]],
; CHECK: shufflevector <4 x float> [[x]], <4 x float> [[y]], <4 x i32> <i32 1, i32 3, i32 5, i32 7>
define i32 @region(ptr %in, ptr %out, float %by, i32 %tid) {
entry:
  %two = shl nuw nsw i32 %tid, 1
  %at = zext nneg i32 %two to i64
  %p.0 = getelementptr inbounds float, ptr %in, i64 %at
  %p.1 = getelementptr inbounds i8, ptr %p.0, i64 4
  %v.0 = load float, ptr %p.0, align 4
  %v.1 = load float, ptr %p.1, align 4
  %d.0 = call float @jarip.deal.0.2.float(float %v.0, float %v.1)
  %d.1 = call float @jarip.deal.1.2.float(float %v.0, float %v.1)
  %x.0 = fmul float %d.0, %by
  %x.1 = fmul float %d.1, %by
  %c.0 = call float @jarip.collect.0.2.float(float %x.0, float %x.1)
  %c.1 = call float @jarip.collect.1.2.float(float %x.0, float %x.1)
  %q.0 = getelementptr inbounds float, ptr %out, i64 %at
  %q.1 = getelementptr inbounds i8, ptr %q.0, i64 4
  store float %c.0, ptr %q.0, align 4
  store float %c.1, ptr %q.1, align 4
  %own = zext nneg i32 %tid to i64
  %else = getelementptr inbounds float, ptr %in, i64 %own
  store float %c.1, ptr %else, align 4
  ret i32 -1
}
