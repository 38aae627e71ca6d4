/**
 * The error function, by the rational approximations of fdlibm (W. J. Cody, Math. Comp. 23, 631, 1969; S. Moshier and
 * K. C. Ng for Sun Microsystems, 1993): below one unit in the last place.
 */

/** The leading part of erf(1), in single precision. */
const ERF_ONE: f64 = 8.45062911510467529297e-1;

/** erf(x) - x = x P/Q in s = x^2, for |x| < .84375. */
function nearZero(x: f64): f64 {
  const s = x * x;
  let pp: f64 = -0.000023763016656650163;
  pp = pp * s + -0.005770270296489442;
  pp = pp * s + -0.02848174957559851;
  pp = pp * s + -0.3250421072470015;
  pp = pp * s + 0.12837916709551256;
  let qq: f64 = -0.000003960228278775368;
  qq = qq * s + 0.00013249473800432164;
  qq = qq * s + 0.005081306281875766;
  qq = qq * s + 0.0650222499887673;
  qq = qq * s + 0.39791722395915535;
  qq = qq * s + 1.0;
  return x + x * (pp / qq);
}

/** erf(1 + s) for -.15625 <= s < .25. */
function nearOne(s: f64): f64 {
  let pa: f64 = -0.002166375594868791;
  pa = pa * s + 0.035478304325618236;
  pa = pa * s + -0.11089469428239668;
  pa = pa * s + 0.31834661990116175;
  pa = pa * s + -0.3722078760357013;
  pa = pa * s + 0.41485611868374833;
  pa = pa * s + -0.0023621185607526594;
  let qa: f64 = 0.011984499846799107;
  qa = qa * s + 0.01363708391202905;
  qa = qa * s + 0.12617121980876164;
  qa = qa * s + 0.07182865441419627;
  qa = qa * s + 0.540397917702171;
  qa = qa * s + 0.10642088040084423;
  qa = qa * s + 1.0;
  return ERF_ONE + pa / qa;
}

/** The exponent beyond -x^2 - .5625 of x erfc(x), as a function of s = 1/x^2, for 1.25 <= x < 1/.35. */
function middleExponent(s: f64): f64 {
  let ra: f64 = -9.814329344169145;
  ra = ra * s + -81.2874355063066;
  ra = ra * s + -184.60509290671104;
  ra = ra * s + -162.39666946257347;
  ra = ra * s + -62.375332450326006;
  ra = ra * s + -10.558626225323291;
  ra = ra * s + -0.6938585727071818;
  ra = ra * s + -0.009864944034847148;
  let sa: f64 = -0.0604244152148581;
  sa = sa * s + 6.570249770319282;
  sa = sa * s + 108.63500554177944;
  sa = sa * s + 429.00814002756783;
  sa = sa * s + 645.3872717332679;
  sa = sa * s + 434.56587747522923;
  sa = sa * s + 137.65775414351904;
  sa = sa * s + 19.651271667439257;
  sa = sa * s + 1.0;
  return ra / sa;
}

/** The same for x >= 1/.35. */
function tailExponent(s: f64): f64 {
  let rb: f64 = -483.5191916086514;
  rb = rb * s + -1025.0951316110772;
  rb = rb * s + -637.5664433683896;
  rb = rb * s + -160.63638485582192;
  rb = rb * s + -17.757954917754752;
  rb = rb * s + -0.799283237680523;
  rb = rb * s + -0.0098649429247001;
  let sb: f64 = -22.44095244658582;
  sb = sb * s + 474.52854120695537;
  sb = sb * s + 2553.0504064331644;
  sb = sb * s + 3199.8582195085955;
  sb = sb * s + 1536.729586084437;
  sb = sb * s + 325.7925129965739;
  sb = sb * s + 30.33806074348246;
  sb = sb * s + 1.0;
  return rb / sb;
}

/** 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
export function erf(x: f64): f64 {
  const size = abs<f64>(x);
  if (size != size) return x;
  if (size < 0.84375) return nearZero(x);
  if (size < 1.25) return copysign<f64>(nearOne(size - 1), x);
  if (size >= 6) return copysign<f64>(1, x);
  const s = 1 / (size * size);
  const exponent = size < 1 / 0.35 ? middleExponent(s) : tailExponent(s);
  // exp(-x^2) without the rounding of x^2: z has the upper half of the digits, its square is exact.
  const z = reinterpret<f64>(reinterpret<u64>(size) & 0xffffffff00000000);
  const tail = (Math.exp(-z * z - 0.5625) * Math.exp((z - size) * (z + size) + exponent)) / size;
  return copysign<f64>(1 - tail, x);
}
