; widen: lanes=4 shapes=uua partial=no
; Four neighbours of a row of four: all read the same four vectors, from the first one's address, and
; two loads share what is picked from two of those.
; CHECK: getelementptr i8, ptr %[[ROW:.*]], i64 0
; CHECK: load <4 x float>, ptr
; CHECK: load <4 x float>, ptr
; CHECK: load <4 x float>, ptr
; CHECK: load <4 x float>, ptr
; CHECK: shufflevector <4 x float> {{.*}} <i32 0, i32 4, i32 1, i32 5>
; CHECK: shufflevector <4 x float> {{.*}} <i32 0, i32 4, i32 1, i32 5>
; CHECK: shufflevector <4 x float> {{.*}} <i32 0, i32 1, i32 4, i32 5>
; CHECK: getelementptr i8, ptr %{{.*}}, i64 0
; CHECK: shufflevector <4 x float> {{.*}} <i32 0, i32 4, i32 1, i32 5>
; CHECK: shufflevector <4 x float> {{.*}} <i32 0, i32 4, i32 1, i32 5>
; CHECK: shufflevector <4 x float> {{.*}} <i32 2, i32 3, i32 6, i32 7>
; CHECK: getelementptr i8, ptr %{{.*}}, i64 0
; CHECK: shufflevector <4 x float> {{.*}} <i32 2, i32 6, i32 3, i32 7>
; CHECK: shufflevector <4 x float> {{.*}} <i32 2, i32 6, i32 3, i32 7>
; CHECK: shufflevector <4 x float> {{.*}} <i32 0, i32 1, i32 4, i32 5>
; CHECK-NOT: @llvm.masked
define i32 @region(ptr %x, ptr %y, i32 %tid) {
entry:
  %four = shl nuw nsw i32 %tid, 2
  %at = zext nneg i32 %four to i64
  %p0 = getelementptr inbounds float, ptr %x, i64 %at
  %v0 = load float, ptr %p0, align 4
  %p1 = getelementptr inbounds i8, ptr %p0, i64 4
  %v1 = load float, ptr %p1, align 4
  %or2 = or disjoint i32 %four, 2
  %at2 = zext nneg i32 %or2 to i64
  %p2 = getelementptr inbounds float, ptr %x, i64 %at2
  %v2 = load float, ptr %p2, align 4
  %p3 = getelementptr inbounds i8, ptr %p2, i64 4
  %v3 = load float, ptr %p3, align 4
  %s0 = fadd float %v0, %v1
  %s1 = fadd float %v2, %v3
  %s = fadd float %s0, %s1
  %own = zext nneg i32 %tid to i64
  %q = getelementptr inbounds float, ptr %y, i64 %own
  store float %s, ptr %q, align 4
  ret i32 -1
}
