; widen: lanes=16 shapes=uua partial=no
; `if (tid >= n) return;`: all lanes go on unmasked, none leaves, or the rest runs under a mask.
; CHECK: [[LAST:%.*]] = add i32 %tid, 15
; CHECK: icmp slt i32 [[LAST]], %n
; CHECK: icmp slt i32 %tid, %n
; CHECK: icmp slt <16 x i32>
; CHECK: call void @llvm.masked.store.v16i32.p0(
; CHECK: store <16 x i32>
define i32 @region(ptr %x, i32 %n, i32 %tid) {
entry:
  %c = icmp slt i32 %tid, %n
  br i1 %c, label %work, label %out
work:
  %i = sext i32 %tid to i64
  %p = getelementptr inbounds i32, ptr %x, i64 %i
  store i32 %tid, ptr %p, align 4
  br label %out
out:
  ret i32 -1
}
