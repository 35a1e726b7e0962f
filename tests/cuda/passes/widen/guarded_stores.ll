; widen: lanes=4 shapes=uav partial=no exclusive
; What the branch guards are two stores to places just read, in memory of this worker alone: they are
; made under a mask, and nothing asks whether the lanes agree.
; CHECK-NOT: br i1
; CHECK: call void @llvm.masked.store.v4i32.p0({{.*}} <4 x i1> %[[MASK:.*]])
; CHECK: call void @llvm.masked.store.v4i32.p0({{.*}} <4 x i1> %[[MASK]])
; CHECK-NOT: br i1
define i32 @region(ptr %tile, i32 %tid, i32 %most) {
entry:
  %at = zext nneg i32 %tid to i64
  %p = getelementptr inbounds i32, ptr %tile, i64 %at
  %q = getelementptr inbounds i8, ptr %p, i64 64
  %low = load i32, ptr %p, align 4
  %high = load i32, ptr %q, align 4
  %wrong = icmp sgt i32 %low, %most
  br i1 %wrong, label %swap, label %done
swap:
  store i32 %high, ptr %p, align 4
  store i32 %low, ptr %q, align 4
  br label %done
done:
  ret i32 -1
}
