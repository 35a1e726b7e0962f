; widen: lanes=4 shapes=uura partial=no parts=2
; Two rows at once: all lanes of both are inside, or none is, or each row starts again by itself.
; CHECK: add i32 %{{.*}}, 3
; CHECK: icmp slt i32 %{{.*}}, %n
; CHECK: add i32 %{{.*}}, 3
; CHECK: icmp slt i32 %{{.*}}, %n
; CHECK: %[[EVERY:.*]] = and i1
; CHECK: br i1 %[[EVERY]], label %every{{.*}}, label %ask
; CHECK: br i1 %{{.*}}, label %none{{.*}}, label %apart
; CHECK: apart
; CHECK: alone
; CHECK: call { i32, i4 } @alone(ptr %x, i32 %n, i32 %{{.*}}, i32 %tid)
; CHECK: icmp sgt i32
; CHECK: icmp ult i64 %{{.*}}, 2
; CHECK: store <4 x float>
; CHECK: store <4 x float>
define i32 @region(ptr %x, i32 %n, i32 %row, i32 %tid) {
entry:
  %at = add nsw i32 %row, %tid
  %inside = icmp slt i32 %at, %n
  br i1 %inside, label %write, label %out
write:
  %wide = sext i32 %at to i64
  %p = getelementptr inbounds float, ptr %x, i64 %wide
  store float 1.0, ptr %p, align 4
  br label %out
out:
  ret i32 -1
}
