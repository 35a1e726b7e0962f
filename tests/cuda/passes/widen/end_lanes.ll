; widen: lanes=4 shapes=uua partial=no
; A guard on an index that counts: the last lane answers for all, the first for none; a vector of
; answers only where lanes part.
; CHECK: [[LAST:%.*]] = add i32 %tid, 3
; CHECK: [[ALL:%.*]] = icmp slt i32 [[LAST]], %n
; CHECK: [[FIRST:%.*]] = icmp slt i32 %tid, %n
; CHECK: br i1 [[ALL]], label %every
; CHECK: mixed
; CHECK: icmp slt <4 x i32>
define i32 @region(ptr %x, i32 %n, i32 %tid) {
entry:
  %inside = icmp slt i32 %tid, %n
  br i1 %inside, label %work, label %done
work:
  %at = zext nneg i32 %tid to i64
  %p = getelementptr inbounds i32, ptr %x, i64 %at
  store i32 1, ptr %p, align 4
  br label %done
done:
  ret i32 -1
}
