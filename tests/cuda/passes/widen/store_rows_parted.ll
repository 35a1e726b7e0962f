; widen: lanes=4 shapes=uua partial=no
; What is loaded between the stores of a row may be what the first one wrote: each is made where it was.
; CHECK-COUNT-2: call void @llvm.masked.store
; CHECK: load
; CHECK-COUNT-2: call void @llvm.masked.store
define i32 @region(ptr %x, ptr %y, i32 %tid) {
entry:
  %two = shl nuw nsw i32 %tid, 1
  %at.0 = zext nneg i32 %two to i64
  %p.0 = getelementptr inbounds float, ptr %x, i64 %at.0
  store float 1.0, ptr %p.0, align 4
  %v = load float, ptr %y, align 4
  %second = or disjoint i32 %two, 1
  %at.1 = zext nneg i32 %second to i64
  %p.1 = getelementptr inbounds float, ptr %x, i64 %at.1
  store float %v, ptr %p.1, align 4
  ret i32 -1
}
