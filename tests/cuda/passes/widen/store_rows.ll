; widen: lanes=4 shapes=uua partial=no
; Two stores of one thread, the second first, that fill what lies between the lanes: their values are
; interleaved, and each vector of memory is written once, without a mask.
; CHECK-NOT: @llvm.masked.store
; CHECK: [[low:%.*]] = shufflevector <4 x float> [[x:%.*]], <4 x float> [[y:%.*]], <4 x i32> <i32 0, i32 4, i32 1, i32 5>
; CHECK: [[high:%.*]] = shufflevector <4 x float> [[x]], <4 x float> [[y]], <4 x i32> <i32 2, i32 6, i32 3, i32 7>
; CHECK: store <4 x float> [[low]],
; CHECK: getelementptr float, ptr %{{.*}}, i64 4
; CHECK: store <4 x float> [[high]],
; CHECK-NOT: store <4
define i32 @region(ptr %x, float %v, i32 %tid) {
entry:
  %two = shl nuw nsw i32 %tid, 1
  %own = uitofp i32 %tid to float
  %second = or disjoint i32 %two, 1
  %at.1 = zext nneg i32 %second to i64
  %p.1 = getelementptr inbounds float, ptr %x, i64 %at.1
  store float %v, ptr %p.1, align 4
  %at.0 = zext nneg i32 %two to i64
  %p.0 = getelementptr inbounds float, ptr %x, i64 %at.0
  store float %own, ptr %p.0, align 4
  ret i32 -1
}
