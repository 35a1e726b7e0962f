; widen: lanes=4 shapes=uuua partial=no
; An index that may wrap: neighbours where lane 0's leaves room for the others, else any addresses.
; The store is in another block than its address, which is computed again beside it.
; CHECK: icmp sle i32 %{{.*}}, 2147483644
; CHECK: load <4 x float>, ptr
; CHECK: @llvm.masked.gather.v4f32.v4p0(
; CHECK: icmp sle i32 %{{.*}}, 2147483644
; CHECK: store <4 x float>
; CHECK: @llvm.masked.scatter.v4f32.v4p0(
define i32 @region(ptr %x, i32 %base, i1 %twice, i32 %tid) {
entry:
  %i = add i32 %base, %tid
  %at = sext i32 %i to i64
  %p = getelementptr inbounds float, ptr %x, i64 %at
  %v = load float, ptr %p, align 4
  %w = fneg float %v
  br i1 %twice, label %write, label %out
write:
  store float %w, ptr %p, align 4
  br label %out
out:
  ret i32 -1
}
