; widen: lanes=4 shapes=vvvvu partial=no
; 32-bit integers are divided as doubles; 64-bit ones, too, where all lanes' values are exact doubles.
; CHECK: define internal { i32, i4 } @wide(
; CHECK: [[ABOVE:%[a-z.0-9]+]] = sitofp <4 x i32> %a to <4 x double>
; CHECK: [[BELOW:%[a-z.0-9]+]] = sitofp <4 x i32> %b to <4 x double>
; CHECK: [[RATIO:%[a-z.0-9]+]] = fdiv <4 x double> [[ABOVE]], [[BELOW]]
; CHECK: [[QUOTIENT:%[a-z.0-9]+]] = fptosi <4 x double> [[RATIO]] to <4 x i32>
; CHECK: mul <4 x i32> [[QUOTIENT]], %b
; CHECK: [[EITHER:%[a-z.0-9]+]] = or <4 x i64> %c, %d
; CHECK: icmp uge <4 x i64> [[EITHER]], <i64 4503599627370496,
; CHECK: br i1 {{%[a-z.0-9]+}}, label %[[SMALL:small[.0-9]+]], label %[[LARGE:large[.0-9]+]]
; CHECK: [[SMALL]]:
; CHECK: uitofp <4 x i64> %c to <4 x double>
; CHECK: [[LARGE]]:
; CHECK: udiv i64
; CHECK: phi <4 x i64>
; CHECK: udiv <4 x i32> %a, <i32 10,
define i32 @region(i32 %a, i32 %b, i64 %c, i64 %d, ptr %p) {
entry:
  %rest = srem i32 %a, %b
  %ratio = udiv i64 %c, %d
  %short = trunc i64 %ratio to i32
  %tenth = udiv i32 %a, 10
  %sum = add i32 %rest, %short
  %all = add i32 %sum, %tenth
  store i32 %all, ptr %p, align 4
  ret i32 -1
}
