; widen: lanes=4 shapes=uua partial=no
; All lanes write one address: the last lane's value stays. All add to one: they add up first.
; CHECK: extractelement <4 x i32> %{{.*}}, i64 3
; CHECK-NEXT: store i32
; CHECK: call i32 @llvm.vector.reduce.add.v4i32(
; CHECK-NEXT: atomicrmw add ptr %total, i32 %{{.*}} monotonic, align 4
; CHECK-NOT: atomicrmw
define i32 @region(ptr %x, ptr %total, i32 %tid) {
entry:
  store i32 %tid, ptr %x, align 4
  %old = atomicrmw add ptr %total, i32 %tid monotonic, align 4
  ret i32 -1
}
