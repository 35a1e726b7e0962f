; widen: lanes=4 shapes=uua partial=no
; The third of every four elements: each vector begins two elements before, where the first of the four
; would be, and only the third is written.
; CHECK: shufflevector <4 x float> %{{.*}}, <4 x i32> <i32 poison, i32 poison, i32 0, i32 poison>
; CHECK: getelementptr float, ptr %{{.*}}, i64 -2
; CHECK: call void @llvm.masked.store.v4f32.p0({{.*}}, <4 x i1> <i1 false, i1 false, i1 true, i1 false>)
; CHECK: getelementptr float, ptr %{{.*}}, i64 2
; CHECK: getelementptr float, ptr %{{.*}}, i64 6
; CHECK: getelementptr float, ptr %{{.*}}, i64 10
; CHECK-NOT: @llvm.masked.scatter
define i32 @region(ptr %x, float %v, i32 %tid) {
entry:
  %four = shl nsw i32 %tid, 2
  %third = or disjoint i32 %four, 2
  %at = sext i32 %third to i64
  %p = getelementptr inbounds float, ptr %x, i64 %at
  store float %v, ptr %p, align 4
  ret i32 -1
}
