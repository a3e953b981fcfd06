//! Logistic regression by gradient descent on standardised features (full batch, momentum), with a small L2 penalty.

const STEPS: usize = 400;
const RATE: f64 = 0.8;
const MOMENTUM: f64 = 0.9;
const PENALTY: f64 = 1e-4;

/// Bias and weights for `width` features, in the features' own units.
pub fn fit(rows: &[(&[f32], bool, f64)], width: usize) -> Vec<f32> {
    let total: f64 = rows.iter().map(|(_, _, weight)| weight).sum();
    let mean = |value: &dyn Fn(&[f32]) -> f64| rows.iter().map(|(x, _, w)| w * value(x)).sum::<f64>() / total;
    let means: Vec<f64> = (0..width).map(|at| mean(&|x| f64::from(x[at]))).collect();
    let spread = |at: usize| mean(&|x| (f64::from(x[at]) - means[at]).powi(2)).sqrt().max(1e-6);
    let spreads: Vec<f64> = (0..width).map(spread).collect();
    let (mut weights, mut speed) = (vec![0.0; width + 1], vec![0.0; width + 1]);
    for _ in 0..STEPS {
        let mut gradient = vec![0.0; width + 1];
        for (x, label, weight) in rows {
            let scaled = |at: usize| (f64::from(x[at]) - means[at]) / spreads[at];
            let sum = weights[width] + (0..width).map(|at| weights[at] * scaled(at)).sum::<f64>();
            let error = (1.0 / (1.0 + (-sum).exp()) - f64::from(u8::from(*label))) * weight / total;
            (0..width).for_each(|at| gradient[at] += error * scaled(at));
            gradient[width] += error;
        }
        for at in 0..=width {
            let penalty = if at < width { PENALTY * weights[at] } else { 0.0 };
            speed[at] = MOMENTUM * speed[at] - RATE * (gradient[at] + penalty);
            weights[at] += speed[at];
        }
    }
    let bias = weights[width] - (0..width).map(|at| weights[at] * means[at] / spreads[at]).sum::<f64>();
    std::iter::once(bias as f32).chain((0..width).map(|at| (weights[at] / spreads[at]) as f32)).collect()
}
