; widen: lanes=8 shapes=uua partial=no
; The counter is the same for all lanes that are still in the loop, so it stays a scalar.
; CHECK: store i32 0, ptr %[[COUNTER:slot.[0-9]+]]
; CHECK: load i32, ptr %[[COUNTER]]
; CHECK: mask
; CHECK: br i1 %{{.*}}, label %loop.
; CHECK: store <8 x i32>
define i32 @region(ptr %x, i32 %n, i32 %tid) {
entry:
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %next, %loop ]
  %next = add nsw i32 %i, 1
  %more = icmp slt i32 %next, %tid
  br i1 %more, label %loop, label %done
done:
  %last = phi i32 [ %next, %loop ]
  %at = sext i32 %tid to i64
  %p = getelementptr inbounds i32, ptr %x, i64 %at
  store i32 %last, ptr %p, align 4
  ret i32 -1
}
