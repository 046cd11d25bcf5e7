//! What each language changes in the order of all, unpacked for the one that is needed: all of them are 0.9 MB,
//! those of Chinese, Japanese and Korean most of it (`core/docs/decisions/packed-tables.md`).

use icu_collator::provider::{
    Baked, CollationDiacriticsV1, CollationJamoV1, CollationMetadataV1, CollationReorderingV1,
    CollationRootV1, CollationSpecialPrimariesV1, CollationTailoringV1,
};
use icu_locale::LocaleFallbacker;
use icu_normalizer::provider::{NormalizerNfdDataV1, NormalizerNfdTablesV1};
use icu_provider::buf::{BufferFormat, BufferMarker};
use icu_provider::prelude::*;
use miniz_oxide::inflate::decompress_to_vec;

/// Gives the collator its data.
pub(super) struct Tailorings;

/// By names as `und-Hant` and `de/phonebk`; `core/build.rs` makes them of those of the crate.
static PACKED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/tailorings.rs"));

impl DataProvider<CollationTailoringV1> for Tailorings {
    fn load(&self, request: DataRequest) -> Result<DataResponse<CollationTailoringV1>, DataError> {
        let order = CollationTailoringV1::INFO;
        let mut asked =
            LocaleFallbacker::new().for_config(order.fallback_config).fallback_for(*request.id.locale);
        loop {
            let attributes = request.id.marker_attributes;
            let id = DataIdentifierBorrowed::for_marker_attributes_and_locale(attributes, asked.get());
            let name = id.as_cow().to_string();
            if let Some((_, packed)) = PACKED.iter().find(|(known, _)| *known == name) {
                let bytes = decompress_to_vec(packed).map_err(|_| DataError::custom("packed wrongly"))?;
                let payload = DataPayload::<BufferMarker>::from_owned_buffer(bytes.into_boxed_slice())
                    .into_deserialized(BufferFormat::Postcard1)?;
                return Ok(DataResponse { metadata: DataResponseMetadata::default(), payload });
            }
            if asked.get().is_unknown() {
                return Err(DataErrorKind::IdentifierNotFound.with_req(order, request));
            }
            asked.step();
        }
    }
}

/// Gives what is small, or needed for every language, as the crates have it.
macro_rules! as_it_is {
    ($($provider:path: $($marker:ty),+;)+) => {$($(
        impl DataProvider<$marker> for Tailorings {
            fn load(&self, request: DataRequest) -> Result<DataResponse<$marker>, DataError> {
                $provider.load(request)
            }
        }
    )+)+};
}

as_it_is! {
    Baked: CollationDiacriticsV1, CollationJamoV1, CollationMetadataV1, CollationReorderingV1, CollationRootV1,
        CollationSpecialPrimariesV1;
    icu_normalizer::provider::Baked: NormalizerNfdDataV1, NormalizerNfdTablesV1;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found for a name as `de/phonebk` with the packed tailorings and with the whole ones.
    fn found(name: &str) -> [Option<DataPayload<CollationTailoringV1>>; 2] {
        let (locale, attributes) = name.split_once('/').unwrap_or((name, ""));
        let locale = locale.parse().unwrap();
        let attributes = DataMarkerAttributes::try_from_str(attributes).unwrap();
        let id = DataIdentifierBorrowed::for_marker_attributes_and_locale(attributes, &locale);
        let request = DataRequest { id, ..DataRequest::default() };
        [Tailorings.load(request), Baked.load(request)].map(|found| found.ok().map(|found| found.payload))
    }

    #[test]
    fn every_tailoring_is_that_of_the_crate() {
        assert!(PACKED.len() > 90, "{}", PACKED.len());
        for (name, _) in PACKED {
            let [packed, whole] = found(name);
            assert_eq!(packed.unwrap().get(), whole.unwrap().get(), "{name}");
        }
    }

    #[test]
    fn languages_and_regions_find_the_tailoring_that_they_find_in_the_crate() {
        let plain = "sv sv-FI zh zh-TW zh-Hant-HK zh-MO yue ja-JP ko-KP no sr-Latn fa-AF en-GB und xx";
        let typed = "zh/stroke zh-TW/pinyin de-AT/phonebk sv/phonebk es-419/trad ko/search";
        for tag in plain.split(' ').chain(typed.split(' ')) {
            let [packed, whole] = found(tag);
            assert_eq!(packed.is_some(), whole.is_some(), "{tag}");
            if let (Some(packed), Some(whole)) = (packed, whole) {
                assert_eq!(packed.get(), whole.get(), "{tag}");
            }
        }
    }
}
