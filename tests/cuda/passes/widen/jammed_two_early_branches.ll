; widen: lanes=4 shapes=uuura partial=no parts=2
; The lanes part at %n, all rows alike; behind it the rows part at %m. No copy of that second branch
; may run under one mask for both rows: whoever is not all in or all out starts again by itself.
; CHECK: br i1 %{{.*}}, label %every{{.*}}, label %ask
; CHECK: br i1 %{{.*}}, label %none{{.*}}, label %apart
; CHECK: br i1 %{{.*}}, label %every{{.*}}, label %ask
; CHECK: br i1 %{{.*}}, label %none{{.*}}, label %apart
; CHECK-NOT: masked.store
; CHECK-NOT: masked.scatter
define i32 @region(ptr %x, i32 %n, i32 %m, i32 %row, i32 %tid) {
entry:
  %across = icmp slt i32 %tid, %n
  br i1 %across, label %inner, label %out
inner:
  %down = icmp slt i32 %row, %m
  br i1 %down, label %write, label %out
write:
  %line = mul nsw i32 %row, %n
  %at = add nsw i32 %line, %tid
  %wide = sext i32 %at to i64
  %p = getelementptr inbounds float, ptr %x, i64 %wide
  store float 1.0, ptr %p, align 4
  br label %out
out:
  ret i32 -1
}
