; widen: lanes=8 shapes=uarv partial=no parts=2
; Two rows store down a column, 256 bytes from lane to lane. Where they lie side by side, each lane
; stores both elements at once; else each row is scattered.
; CHECK: %[[BESIDE:.*]] = getelementptr i8, ptr %[[FIRST:.*]], i64 4
; CHECK: icmp eq ptr %[[BESIDE]], %{{.*}}
; CHECK: br i1
; CHECK: shufflevector <8 x float> {{.*}} <i32 0, i32 8, i32 1, i32 9, i32 2, i32 10, i32 3, i32 11, 
; CHECK: getelementptr i8, ptr %[[FIRST]], i64 0
; CHECK: store <2 x float> {{.*}}, align 4
; CHECK: getelementptr i8, ptr %[[FIRST]], i64 256
; CHECK: store <2 x float> {{.*}}, align 4
; CHECK: getelementptr i8, ptr %[[FIRST]], i64 512
; CHECK: store <2 x float> {{.*}}, align 4
; CHECK: getelementptr i8, ptr %[[FIRST]], i64 768
; CHECK: store <2 x float> {{.*}}, align 4
; CHECK: call void @llvm.masked.scatter.v8f32.v8p0(
; CHECK: call void @llvm.masked.scatter.v8f32.v8p0(
define i32 @region(ptr %tile, i32 %x, i32 %y, float %v) {
entry:
  %column = zext nneg i32 %x to i64
  %at = getelementptr inbounds [64 x float], ptr %tile, i64 %column
  %row = zext nneg i32 %y to i64
  %p = getelementptr inbounds float, ptr %at, i64 %row
  store float %v, ptr %p, align 4
  ret i32 -1
}
