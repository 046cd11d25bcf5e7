//! The check symbol of a typed code: a code over the field of 32 elements, GF(32).
//!
//! The symbols d₀ … d₁₁ and the check symbol c fulfil Σ dᵢ·α¹²⁻ⁱ + c = 0, where α is a root of the primitive
//! polynomial x⁵ + x² + 1 and has the order 31. So all thirteen weights differ, and none is zero:
//!
//! - one wrong symbol changes the sum by its weight times a difference that is not zero;
//! - two symbols that change places change it by the difference of two weights times that of the symbols;
//! - so do two equal symbols side by side that both become another one (`55` to `66`), as α is not 1.
//!
//! ISO 7064 and Crockford's own check need symbols outside the alphabet.

/// Multiplies an element by α.
const fn times_alpha(element: u8) -> u8 {
    let doubled = element << 1;
    if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

/// Returns the check symbol of the values of symbols.
pub(super) fn check_symbol(values: &[u8]) -> u8 {
    values.iter().fold(0, |sum, value| times_alpha(sum ^ value))
}

#[cfg(test)]
mod tests {
    use super::*;

    // SPEC: B6
    #[test]
    fn alpha_runs_through_all_elements_but_zero() {
        let mut seen = [false; 32];
        let mut element = 1;
        for _ in 0..31 {
            assert!(!std::mem::replace(&mut seen[usize::from(element)], true), "α has a smaller order");
            element = times_alpha(element);
        }
        assert_eq!(element, 1);
        assert!(!seen[0]);
    }
}
