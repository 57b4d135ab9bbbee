//! Means, variances and covariances of small samples. Each is `None` where it is not defined.

/// x̄ = Σx / s.
pub fn mean(xs: &[f64]) -> Option<f64> {
    (!xs.is_empty()).then(|| xs.iter().sum::<f64>() / xs.len() as f64)
}

/// The middle value, or the mean of the two in the middle. `ascending` is sorted.
pub fn median(ascending: &[f64]) -> Option<f64> {
    let middle = ascending.len() / 2;
    match ascending.len() {
        0 => None,
        even if even % 2 == 0 => Some((ascending[middle - 1] + ascending[middle]) / 2.0),
        _ => Some(ascending[middle]),
    }
}

/// Sample covariance: Σ(x − x̄)(y − ȳ) / (s − 1).
pub fn covariance(xs: &[f64], ys: &[f64]) -> Option<f64> {
    let (x, y) = (mean(xs)?, mean(ys)?);
    let sum: f64 = xs.iter().zip(ys).map(|(a, b)| (a - x) * (b - y)).sum();
    (xs.len() > 1).then(|| tidy(sum / (xs.len() - 1) as f64, x.abs().max(1.0) * y.abs().max(1.0)))
}

/// Sample variance: the covariance with itself, over s − 1.
pub fn variance(xs: &[f64]) -> Option<f64> {
    covariance(xs, xs)
}

/// Standard deviation over s − 1, as Moodle states it.
pub fn deviation(xs: &[f64]) -> Option<f64> {
    variance(xs).map(f64::sqrt)
}

/// Standard deviation over s, as Canvas states it: √(m2).
pub fn deviation_population(xs: &[f64]) -> Option<f64> {
    central_moment(xs, 2).map(f64::sqrt)
}

/// m_k = Σ(x − x̄)^k / s.
pub fn central_moment(xs: &[f64], k: i32) -> Option<f64> {
    let x = mean(xs)?;
    let sum: f64 = xs.iter().map(|a| (a - x).powi(k)).sum();
    Some(tidy(sum / xs.len() as f64, x.abs().max(1.0).powi(k)))
}

/// Pearson's r = cov(x, y) / √(var x · var y); none when either does not vary.
pub fn correlation(xs: &[f64], ys: &[f64]) -> Option<f64> {
    let scale = variance(xs)? * variance(ys)?;
    (scale > 0.0).then_some(())?;
    Some((covariance(xs, ys)? / scale.sqrt()).clamp(-1.0, 1.0))
}

/// A residue of rounding is zero: equal marks must not seem to vary.
fn tidy(sum: f64, scale: f64) -> f64 {
    if sum.abs() < scale * 1e-12 { 0.0 } else { sum }
}
