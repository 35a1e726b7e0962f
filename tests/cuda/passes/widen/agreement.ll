; widen: lanes=4 shapes=uuau partial=yes
; All lanes go one way: under a mask those that are active decide, and else the last one's index.
; CHECK: [[active:%.*]] = select <4 x i1> %{{.*}}, <4 x i1> %{{.*}}, <4 x i1> <i1 true, i1 true, i1 true, i1 true>
; CHECK: [[bits:%.*]] = bitcast <4 x i1> [[active]] to i4
; CHECK: icmp eq i4 [[bits]], -1
; CHECK: [[last:%.*]] = add i32 %tid, 3
; CHECK: [[all:%.*]] = icmp slt i32 [[last]], %n
; CHECK: br i1 [[all]],
define i32 @region(ptr %x, float %v, i32 %tid, i32 %n) {
entry:
  %inside = icmp slt i32 %tid, %n
  %all = call i1 @jarip.all.i1(i1 %inside)
  br i1 %all, label %fast, label %slow
fast:
  store float %v, ptr %x, align 4
  br label %end
slow:
  br label %end
end:
  ret i32 -1
}
