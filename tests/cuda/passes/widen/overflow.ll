; widen: lanes=4 shapes=vvu partial=no
; The result of an intrinsic that says whether it overflowed is a structure, wide member by member.
; CHECK: define internal { i32, i4 } @wide(<4 x i32> %x, <4 x i32> %y, ptr %p)
; CHECK: [[BOTH:%[a-z.0-9]+]] = call { <4 x i32>, <4 x i1> } @llvm.smul.with.overflow.v4i32(<4 x i32> %x, <4 x i32> %y)
; CHECK: extractvalue { <4 x i32>, <4 x i1> } [[BOTH]], 1
define i32 @region(i32 %x, i32 %y, ptr %p) {
entry:
  %both = call { i32, i1 } @llvm.smul.with.overflow.i32(i32 %x, i32 %y)
  %value = extractvalue { i32, i1 } %both, 0
  %bad = extractvalue { i32, i1 } %both, 1
  %r = select i1 %bad, i32 -1, i32 %value
  store i32 %r, ptr %p, align 4
  ret i32 -1
}
