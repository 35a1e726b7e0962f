; widen: lanes=4 shapes=uuav partial=no exclusive
; A store to memory that others see, or to a place that was not read, is made only by lanes that
; come there: the lanes are asked first.
; CHECK: icmp eq i4 %{{.*}}, -1
; CHECK: icmp eq i4 %{{.*}}, 0
; CHECK: br i1
; CHECK: br i1
define i32 @region(ptr %tile, ptr %x, i32 %tid, i32 %most) {
entry:
  %at = zext nneg i32 %tid to i64
  %p = getelementptr inbounds i32, ptr %x, i64 %at
  %low = load i32, ptr %p, align 4
  %wrong = icmp sgt i32 %low, %most
  br i1 %wrong, label %cut, label %done
cut:
  store i32 %most, ptr %p, align 4
  br label %done
done:
  ret i32 -1
}
