; widen: lanes=4 shapes=uvvvvvv partial=no exclusive
; Each lane adds to four neighbouring places of its own choice: the four vectors of values are
; transposed, and a lane's are loaded, added and stored as one vector. The fifth place, beyond the
; row, is done a lane at a time.
; CHECK: fadd float
; CHECK: shufflevector <4 x float> {{.*}} <i32 0, i32 1, i32 4, i32 5>
; CHECK: shufflevector <4 x float> {{.*}} <i32 2, i32 3, i32 6, i32 7>
; CHECK: shufflevector <4 x float> {{.*}} <i32 0, i32 4, i32 2, i32 6>
; CHECK: shufflevector <4 x float> {{.*}} <i32 1, i32 5, i32 3, i32 7>
; CHECK: load <4 x float>, ptr {{.*}}, align 4
; CHECK: fadd <4 x float>
; CHECK: store <4 x float> {{.*}}, align 4
; CHECK: load <4 x float>, ptr {{.*}}, align 4
; CHECK: store <4 x float> {{.*}}, align 4
; CHECK: load <4 x float>, ptr {{.*}}, align 4
; CHECK: store <4 x float> {{.*}}, align 4
; CHECK: load <4 x float>, ptr {{.*}}, align 4
; CHECK: store <4 x float> {{.*}}, align 4
; CHECK-NOT: atomicrmw
define i32 @region(ptr %sums, i32 %row, float %v0, float %v1, float %v2, float %v3, float %v4) {
entry:
  %row.w = zext nneg i32 %row to i64
  %at = getelementptr inbounds [5 x float], ptr %sums, i64 %row.w
  %o0 = atomicrmw fadd ptr %at, float %v0 monotonic, align 4
  %at1 = getelementptr inbounds i8, ptr %at, i64 4
  %o1 = atomicrmw fadd ptr %at1, float %v1 monotonic, align 4
  %at4 = getelementptr inbounds i8, ptr %at, i64 16
  %o4 = atomicrmw fadd ptr %at4, float %v4 monotonic, align 4
  %at2 = getelementptr inbounds i8, ptr %at, i64 8
  %o2 = atomicrmw fadd ptr %at2, float %v2 monotonic, align 4
  %at3 = getelementptr inbounds i8, ptr %at, i64 12
  %o3 = atomicrmw fadd ptr %at3, float %v3 monotonic, align 4
  ret i32 -1
}
