//! Layouts that no public file was found for: small tables with the headings that their documentation or
//! their source lists, which the tables of the layouts name, and what must come out.

use super::rows::drafts;
use super::{Table, table};
use crate::customers::CustomerDraft;
use crate::exchange::{Evidence, Mapping, MappingOptions};

/// What a draft says, field by field, in a fixed order.
fn facts(draft: &CustomerDraft) -> Vec<String> {
    let profile = &draft.profile;
    let mut facts: Vec<String> =
        ["kind", "title", "given_name", "additional_names", "family_name", "name_prefix", "name_suffix"]
            .into_iter()
            .chain(["nickname", "phonetic_name", "entered_name", "gender", "language", "birthday", "company"])
            .chain(["organisation_number", "website", "registered_at", "last_visit_at", "origin", "note"])
            .filter_map(|key| {
                let text =
                    crate::customers::customer_field(key).unwrap().of_profile(profile).to_text().into_owned();
                (!text.is_empty() && text != "person").then(|| format!("{key}={text}"))
            })
            .collect();
    let labelled =
        |label: &str, text: &str| if label.is_empty() { text.to_owned() } else { format!("{label}:{text}") };
    facts.extend(
        profile.emails.iter().map(|email| format!("email={}", labelled(&email.label, &email.address))),
    );
    facts.extend(profile.phones.iter().map(|phone| format!("phone={}", labelled(&phone.label, &phone.text))));
    for address in &profile.addresses {
        let parts = [
            &address.street,
            &address.street_2,
            &address.postal_code,
            &address.city,
            &address.region,
            &address.country,
        ];
        let parts: Vec<&str> =
            parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect();
        facts.push(format!("address={}", labelled(&address.label, &parts.join(" / "))));
    }
    facts.extend(profile.external_ids.iter().map(|id| format!("id={}:{}", id.source, id.id)));
    for (key, names) in [
        ("tags", &draft.tags),
        ("contact_groups", &draft.contact_groups),
        ("customer_groups", &draft.customer_groups),
    ] {
        facts.extend(names.iter().map(|name| format!("{key}={name}")));
    }
    facts.extend(draft.default_group.iter().map(|name| format!("default_group={name}")));
    facts
}

fn check(layout: &str, text: &str, expected: &[&[&str]]) {
    let table: Table = table(text);
    let mapping = Mapping::detect(&table, &MappingOptions::default()).unwrap();
    assert_eq!(mapping.layout, Some(layout));
    assert_eq!(mapping.contested, [], "{layout}");
    let found: Vec<Vec<String>> = drafts(&table).iter().map(|draft| facts(draft.as_ref().unwrap())).collect();
    assert_eq!(found, expected, "{layout}");
}

// SPEC: B17, C15
#[test]
fn woocommerce() {
    check(
        "woocommerce customers",
        "Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,Region,Postal Code,\
         Billing Phone,Shipping Phone,Role\n\
         Åsa Öberg,asa,2024-03-01 10:00:00,2023-01-31,asa@example.se,3,1500.00,500.00,SE,Malmö,M,211 20,\
         040-10 00 00,070-174 06 05,customer\n",
        &[&[
            "entered_name=Åsa Öberg",
            "registered_at=2023-01-30T23:00:00Z",
            "last_visit_at=2024-03-01T09:00:00Z",
            "email=asa@example.se",
            "phone=040-10 00 00",
            "phone=shipping:070-174 06 05",
            "address=211 20 / Malmö / M / SE",
        ]],
    );
    check(
        "woocommerce users",
        "ID,user_login,user_pass,user_email,user_registered,first_name,last_name,roles,billing_first_name,\
         billing_last_name,billing_company,billing_email,billing_phone,billing_address_1,billing_address_2,\
         billing_postcode,billing_city,billing_state,billing_country,shipping_first_name,shipping_last_name,\
         shipping_address_1,shipping_postcode,shipping_city,shipping_country\n\
         7,asa,$P$Bx,asa@example.se,2023-01-31 12:00:00,Åsa,Öberg,customer,Åsa,Öberg,Öberg AB,pay@example.se,\
         070-174 06 05,Storgatan 1,lgh 1101,211 20,Malmö,,SE,Bo,Öberg,Lillgatan 2,222 22,Lund,SE\n",
        &[&[
            "given_name=Åsa",
            "family_name=Öberg",
            "company=Öberg AB",
            "registered_at=2023-01-31T11:00:00Z",
            "email=asa@example.se",
            "email=billing:pay@example.se",
            "phone=070-174 06 05",
            "address=billing:Storgatan 1 / lgh 1101 / 211 20 / Malmö / SE",
            "address=shipping:Lillgatan 2 / 222 22 / Lund / SE",
            "id=woocommerce:7",
        ]],
    );
}

// SPEC: B17, C15
#[test]
fn magento() {
    check(
        "magento customers",
        "email,_website,_store,confirmation,created_at,created_in,disable_auto_group_change,dob,firstname,gender,\
         group_id,lastname,middlename,password_hash,prefix,rp_token,rp_token_created_at,store_id,suffix,taxvat,\
         updated_at,website_id,password\n\
         anna@example.com,base,default,,2023-06-01 12:00:00,Default,0,1990-04-02,Anna,2,1,Berg,Maria,h:s:1,Ms.,,,1,,,\
         2024-01-01 00:00:00,1,\n",
        &[&[
            "title=Ms.",
            "given_name=Anna",
            "additional_names=Maria",
            "family_name=Berg",
            "gender=female",
            "birthday=1990-04-02",
            "registered_at=2023-06-01T10:00:00Z",
            "email=anna@example.com",
        ]],
    );
    // The columns of addresses behind those of the customer; a further address has no e-mail before it.
    let combined = table(
        "email,_website,_store,account_type,confirmation,created_at,created_in,disable_auto_group_change,dob,firstname,\
         gender,group_id,lastname,middlename,password_created_at,password_hash,prefix,rp_customer_id,rp_token,\
         rp_token_created_at,store_id,suffix,taxvat,website_id,password,_address_city,_address_company,\
         _address_country_id,_address_fax,_address_firstname,_address_lastname,_address_middlename,_address_postcode,\
         _address_prefix,_address_region,_address_street,_address_suffix,_address_telephone,_address_vat_id,\
         _address_default_billing_,_address_default_shipping_\n\
         anna@example.com,base,default,,,,,,,Anna,,1,Berg,,,,,,,,1,,,1,,Calais,Berg SARL,FR,,Anna,Berg,,62100,,\
         Pas-de-Calais,3 rue Haute,,0321345678,,1,1\n\
         ,,,,,,,,,,,,,,,,,,,,,,,,,Lille,,FR,,Anna,Berg,,59000,,Nord,1 rue Basse,,0321345679,,,\n",
    );
    let mapping = Mapping::detect(&combined, &MappingOptions::default()).unwrap();
    assert_eq!((mapping.layout, mapping.contested.len()), (Some("magento customers"), 0));
    let known = mapping.columns.iter().filter(|column| column.evidence == Evidence::Layout);
    assert_eq!(known.count(), 41);
    let read = drafts(&combined);
    assert_eq!(
        facts(read[0].as_ref().unwrap())[2..],
        [
            "company=Berg SARL",
            "email=anna@example.com",
            "phone=0321345678",
            "address=3 rue Haute / 62100 / Calais / Pas-de-Calais / FR"
        ]
    );
    assert!(read[1].is_err());
    check(
        "magento addresses",
        "_website,_email,_entity_id,city,company,country_id,fax,firstname,lastname,middlename,postcode,prefix,region,\
         region_id,street,suffix,telephone,vat_id,vat_is_valid,_address_default_billing_,_address_default_shipping_\n\
         base,anna@example.com,5,Calais,Berg SARL,FR,,Anna,Berg,,62100,,Pas-de-Calais,244,3 rue Haute,,0321345678,,,1,1\n",
        &[&[
            "given_name=Anna",
            "family_name=Berg",
            "company=Berg SARL",
            "email=anna@example.com",
            "phone=0321345678",
            "address=3 rue Haute / 62100 / Calais / Pas-de-Calais / FR",
        ]],
    );
}

// SPEC: B17, C15
#[test]
fn square_and_stripe() {
    check(
        "square",
        "Reference ID,First Name,Last Name,Email Address,Phone Number,Nickname,Company Name,Street Address 1,\
         Street Address 2,City,State,Postal Code,Birthday,Memo,Square Customer ID,Creation Source,First Visit,\
         Last Visit,Transaction Count,Lifetime Spend,Email Subscription Status,Instant Profile,\
         Blocked from online booking\n\
         A7,Ana,Ruiz,ana@example.com,'+15005550006,,,1 Main St,Apt 2,Reno,NV,89501,1985-07-09,likes tea,\
         SQ123,Directory,2023-02-01,2024-02-01,12,$300.00,subscribed,false,false\n",
        &[&[
            "given_name=Ana",
            "family_name=Ruiz",
            "birthday=1985-07-09",
            "registered_at=2023-01-31T23:00:00Z",
            "last_visit_at=2024-01-31T23:00:00Z",
            "note=likes tea",
            "email=ana@example.com",
            "phone=+15005550006",
            "address=1 Main St / Apt 2 / 89501 / Reno / NV",
            "id=file:A7",
            "id=square:SQ123",
        ]],
    );
    // Times in a column that says UTC are not in the register's zone.
    check(
        "stripe",
        "id,Description,Email,Name,Created (UTC),Delinquent,Card ID,Card Last4,Card Name,Card Address City,Total Spend,\
         Payment Count,Refunded Volume,Dispute Losses,Plan,Status,tag (metadata),Shipping Name,Shipping Address Line1,Shipping Address City,Shipping Address Country\n\
         cus_9,Gold member,ana@example.com,Ana Ruiz,2024-05-23 10:15,false,card_1,4242,A RUIZ,Elko,12.00,1,0.00,0.00,,,spring,Ana,\
         1 Main St,Reno,US\n",
        &[&[
            "entered_name=Ana Ruiz",
            "registered_at=2024-05-23T10:15:00Z",
            "note=Gold member",
            "email=ana@example.com",
            "address=shipping:1 Main St / Reno / US",
            "id=stripe:cus_9",
        ]],
    );
}

// SPEC: B17, C15
#[test]
fn lists_of_subscribers() {
    check(
        "mailchimp",
        "Email Address,First Name,Last Name,Address,Phone Number,Birthday,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,\
         CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS\n\
         mia@example.com,Mia,Ek,,,05/14,2,2020-01-01 00:00:00,,2020-01-01 00:00:00,10.0.0.1,,,,,,SE,12,\
         2020-01-01 00:00:00,1,e1,nice,\"\"\"VIP\"\",\"\"Spring fair\"\"\"\n",
        &[&[
            "given_name=Mia",
            "family_name=Ek",
            "birthday=--05-14",
            "note=nice",
            "email=mia@example.com",
            "id=mailchimp:e1",
            "tags=VIP",
            "tags=Spring fair",
        ]],
    );
    check(
        "brevo",
        "CONTACT ID;EMAIL;NOM;PRENOM;SMS;DOUBLE_OPT-IN;OPT_IN;ADDED_TIME;MODIFIED_TIME\n\
         12;zoe@example.fr;Petit;Zoé;+33612345678;1;1;2024-05-23 10:15:00;2024-05-23 10:15:00\n",
        &[&[
            "given_name=Zoé",
            "family_name=Petit",
            "registered_at=2024-05-23T08:15:00Z",
            "email=zoe@example.fr",
            "phone=mobile:+33612345678",
            "id=brevo:12",
        ]],
    );
    check(
        "brevo",
        "CONTACT ID;EMAIL;LASTNAME;FIRSTNAME;WHATSAPP;SMS;DOUBLE_OPT-IN;OPT_IN;LANDLINE_NUMBER;EXT_ID;CONTACT_TIMEZONE;\
         JOB_TITLE;LINKEDIN;ADDED_TIME;MODIFIED_TIME\n\
         13;leo@example.fr;Roux;Léo;33612345670;33612345678;;;0321345678;K7;Europe/Paris;Chef;;2024-05-23;2024-05-23\n",
        &[&[
            "given_name=Léo",
            "family_name=Roux",
            "registered_at=2024-05-22T22:00:00Z",
            "email=leo@example.fr",
            "phone=mobile:33612345670",
            "phone=mobile:33612345678",
            "phone=home:0321345678",
            "id=brevo:13",
            "id=file:K7",
        ]],
    );
    check(
        "ghost",
        "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers\n\
         g1,joe@example.com,Joe Ek,hi,true,false,cus_1,2021-03-04T05:06:07.000Z,,\"a, b\",Gold\n",
        &[&[
            "entered_name=Joe Ek",
            "registered_at=2021-03-04T05:06:07Z",
            "note=hi",
            "email=joe@example.com",
            "id=ghost:g1",
            "id=stripe:cus_1",
            "tags=a",
            "tags=b",
        ]],
    );
}

// SPEC: B17, C15
#[test]
fn crm_systems() {
    check(
        "hubspot",
        "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Contact owner,Associated Company,\
         Company Name,Street Address,City,State/Region,Postal Code,Country/Region,Lifecycle Stage,Create Date\n\
         101,Ana,Ruiz,ana@example.com,+15005550006,+15005550007,Bo,Ruiz Inc,Ruiz Inc,1 Main St,Reno,Nevada,89501,\
         United States,Lead,2024-05-23 10:15\n",
        &[&[
            "given_name=Ana",
            "family_name=Ruiz",
            "company=Ruiz Inc",
            "registered_at=2024-05-23T08:15:00Z",
            "email=ana@example.com",
            "phone=+15005550006",
            "phone=mobile:+15005550007",
            "address=1 Main St / 89501 / Reno / Nevada / US",
            "id=hubspot:101",
        ]],
    );
    check(
        "civicrm",
        "Contact ID,Contact Type,Contact Subtype,Do Not Email,External Identifier,Sort Name,Display Name,Nickname,\
         Preferred Language,First Name,Middle Name,Last Name,Individual Prefix,Gender,Birth Date,Organization Name,\
         Location Type,Street Address,Street Number,Supplemental Address 1,City,Postal Code,State,Country,Phone,Email,\
         Group(s),Tag(s)\n\
         5,Individual,,,X5,\"Berg, Anna\",Ms. Anna Berg,,en_US,Anna,,Berg,Ms.,Female,1990-04-02,,Home,1 Main St,1,\
         Apt 2,Reno,89501,Nevada,United States,555-0100,anna@example.com,Members,\"donor, friend\"\n\
         6,Organization,,,,Acme,Acme,,,,,,,,,Acme,,,,,,,,,,,,\n",
        &[
            &[
                "title=Ms.",
                "given_name=Anna",
                "family_name=Berg",
                "entered_name=Ms. Anna Berg",
                "gender=female",
                "language=en-US",
                "birthday=1990-04-02",
                "email=anna@example.com",
                "phone=555-0100",
                "address=home:1 Main St / Apt 2 / 89501 / Reno / Nevada / US",
                "id=civicrm:5",
                "id=file:X5",
                "tags=donor",
                "tags=friend",
                "contact_groups=Members",
            ],
            &["kind=company", "entered_name=Acme", "company=Acme", "id=civicrm:6"],
        ],
    );
    let whole: Table = table(
        "Contact ID,Contact Type,Contact Subtype,Do Not Email,Do Not Phone,Do Not Mail,Do Not Sms,Do Not Trade,\
         No Bulk Emails (User Opt Out),Legal Identifier,External Identifier,Sort Name,Display Name,Nickname,Legal Name,\
         Image Url,Preferred Communication Method,Preferred Language,Preferred Mail Format,Contact Hash,Contact Source,\
         First Name,Middle Name,Last Name,Individual Prefix,Individual Suffix,Formal Title,Communication Style,\
         Email Greeting ID,Postal Greeting ID,Addressee ID,Job Title,Gender,Birth Date,Deceased,Deceased Date,\
         Household Name,Organization Name,Sic Code,Unique ID (OpenID),Current Employer ID,Contact is in Trash,\
         Created Date,Modified Date,Addressee,Email Greeting,Postal Greeting,Current Employer,Location Type,\
         Street Address,Street Number,Street Number Suffix,Street Name,Street Unit,Supplemental Address 1,\
         Supplemental Address 2,Supplemental Address 3,City,Postal Code Suffix,Postal Code,Latitude,Longitude,\
         Address Name,Master Address Belongs To,County,State,Country,Phone,Phone Extension,Phone Type,Email,On Hold,\
         Use for Bulk Mail,Signature Text,Signature Html,IM Provider,IM Screen Name,OpenID,World Region,Website,\
         Group(s),Tag(s),Note(s)\n",
    );
    let mapping = Mapping::detect(&whole, &MappingOptions::default()).unwrap();
    assert_eq!((mapping.layout, mapping.contested.len()), (Some("civicrm"), 0));
    assert!(mapping.columns.iter().all(|column| column.evidence == Evidence::Layout));
    check(
        "odoo",
        // As it is made to be imported again; the name that is displayed has the company before it.
        "External ID,Name,Display Name,Is a Company,Related Company/External ID,Related Company,Email,Country/External ID,\
         Company ID\n\
         __export__.res_partner_7_1a,Anna Berg,\"Berg SARL, Anna Berg\",False,__export__.res_partner_8_1b,Berg SARL,\
         anna@example.fr,base.fr,\n\
         __export__.res_partner_8_1b,Berg SARL,Berg SARL,True,,,,,732829320\n",
        &[
            &[
                "entered_name=Anna Berg",
                "company=Berg SARL",
                "email=anna@example.fr",
                "id=odoo:__export__.res_partner_7_1a",
            ],
            &[
                "kind=company",
                "entered_name=Berg SARL",
                "organisation_number=732829320",
                "id=odoo:__export__.res_partner_8_1b",
            ],
        ],
    );
    check(
        "odoo",
        "External ID,Name,Is a Company,Related Company,Email,Phone,Mobile,Street,Street2,City,Zip,State,Country,\
         Tax ID,Website Link,Tags\n\
         __export__.res_partner_7_1a,Anna Berg,FALSE,Berg SARL,anna@example.fr,,+33612345678,3 rue Haute,,Calais,62100,\
         ,France,,,\"VIP,Retail\"\n\
         __export__.res_partner_8_1b,Berg SARL,TRUE,,info@example.fr,,,,,,,,,,https://example.fr,\n",
        &[
            &[
                "entered_name=Anna Berg",
                "company=Berg SARL",
                "email=anna@example.fr",
                "phone=mobile:+33612345678",
                "address=3 rue Haute / 62100 / Calais / FR",
                "id=odoo:__export__.res_partner_7_1a",
                "tags=VIP",
                "tags=Retail",
            ],
            &[
                "kind=company",
                "entered_name=Berg SARL",
                "website=https://example.fr",
                "email=info@example.fr",
                "id=odoo:__export__.res_partner_8_1b",
            ],
        ],
    );
}

// SPEC: B17, C15
#[test]
fn prestashop_lists_and_google_of_today() {
    check(
        "prestashop customer list",
        "ID;Social title;First name;Last name;Email address;Group;Sales;Enabled;Newsletter;Partner offers;Registration;\
         Last visit\n3;Mr.;Bo;Ek;bo@example.se;Wholesale, EU;--;1;0;0;2024-05-23 10:15:00;2024-05-24 10:15:00\n",
        &[&[
            "title=Mr.",
            "given_name=Bo",
            "family_name=Ek",
            "registered_at=2024-05-23T08:15:00Z",
            "last_visit_at=2024-05-24T08:15:00Z",
            "email=bo@example.se",
            "id=prestashop:3",
            "default_group=Wholesale, EU",
        ]],
    );
    check(
        "google contacts",
        "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,\
         Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,\
         Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,\
         Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,\
         Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Website 1 - Label,Website 1 - Value,\
         Event 1 - Label,Event 1 - Value\n\
         Anna,,Berg,,,,,,,,Berg AB,,,--05-14,hi,https://photo,* myContacts ::: VIP,* Work,anna@example.se,Mobile,\
         070-174 06 05 ::: 070-174 06 06,Home,x,Storgatan 1,Malmö,,,211 20,Sverige,lgh 2,Blog,https://example.se,\
         Wedding,2020-01-01\n",
        &[&[
            "given_name=Anna",
            "family_name=Berg",
            "birthday=--05-14",
            "company=Berg AB",
            "website=https://example.se",
            "note=hi",
            "email=work:anna@example.se",
            "phone=mobile:070-174 06 05",
            "phone=mobile:070-174 06 06",
            "address=home:Storgatan 1 / lgh 2 / 211 20 / Malmö / SE",
            "tags=VIP",
        ]],
    );
}

// SPEC: B17, C15
#[test]
fn outlook_in_every_language() {
    let row = "Anna,,Berg,Berg AB,Storgatan 1,,lgh 2,Malmö,,211 20,Sverige,Lillgatan 2,Lund,222 22,040-10 00 00,046-12 34 56,\
               070-174 06 05,0/0/00,anna@example.se,a2@example.se,VIP;Kund,hej\n";
    let headers = [
        "First Name,Middle Name,Last Name,Company,Business Street,Business Street 2,Business Street 3,Business City,Business State,Business Postal Code,Business Country/Region,Home Street,Home City,Home Postal Code,Business Fax,Business Phone,Mobile Phone,Birthday,E-mail Address,E-mail 2 Address,Categories,Notes",
        "Förnamn,Mellannamn,Efternamn,Företag,\"Gatuadress, arbete\",\"Gatuadress 2, arbete\",\"Gatuadress 3, arbete\",\"Ort, arbete\",\"Region, arbete\",\"Postadress, arbete\",\"Land, arbete\",\"Gatuadress, hem\",Hemort,\"Postnr, hem\",Fax arbete,Arbete,Mobiltelefon,Födelsedag,E-postadress,E-postadress 2,Kategorier,Anteckningar",
        "Fornavn,Mellomnavn,Etternavn,Firma,\"Adresse, arb.: Gate/vei\",\"Adresse 2, arb.: Gate/vei\",\"Adresse 3, arb.: Gate/vei\",\"Adresse, arb.: Poststed\",\"Adresse, arb.: Område\",\"Adresse, arb.: Postnummer\",Firmaland/område,\"Adresse, priv.: Gate/vei\",\"Adresse, priv.: Poststed\",\"Adresse, priv.: Postnummer\",\"Telefaks, arb.\",\"Telefon, arb.\",Mobiltelefon,Fødselsdag,E-postadresse,E-postadresse 2,Kategorier,Notater",
        "Fornavn,Mellemnavn,Efternavn,Firma,Gade (arbejde),Gade 2 (firma),Gade 3 (firma),By (arbejde),Område (arbejde),Postnummer (arbejde),Land/område (arbejde),Gade (privat),By (privat),Postnummer (privat),Fax (arbejde),Telefon (arbejde),Mobiltelefon,Fødselsdag,E-mail-adresse,E-mail 2-adresse,Kategorier,Notater",
        "Vorname,Weitere Vornamen,Nachname,Firma,Straße geschäftlich,Straße geschäftlich 2,Straße geschäftlich 3,Ort geschäftlich,Region geschäftlich,Postleitzahl geschäftlich,Land/Region geschäftlich,Straße privat,Ort privat,Postleitzahl privat,Fax geschäftlich,Telefon geschäftlich,Mobiltelefon,Geburtstag,E-Mail-Adresse,E-Mail 2: Adresse,Kategorien,Notizen",
        "Nombre,Segundo nombre,Apellidos,Organización,Calle del trabajo,Calle del trabajo 2,Calle del trabajo 3,Ciudad de trabajo,Provincia o estado de trabajo,Código postal del trabajo,País o región del trabajo,Calle del domicilio,Ciudad del domicilio,Código postal del domicilio,Fax del trabajo,Teléfono del trabajo,Teléfono móvil,Cumpleaños,Dirección de correo electrónico,Dirección de correo electrónico 2,Categorías,Notas",
        "Prénom,Deuxième prénom,Nom,Société,Rue (bureau),Rue (bureau) 2,Rue (bureau) 3,Ville (bureau),Dép/Région (bureau),Code postal (bureau),Pays/Région (bureau),Rue (domicile),Ville (domicile),Code postal (domicile),Télécopie (bureau),Téléphone (bureau),Tél. mobile,Anniversaire,Adresse de messagerie,Adresse de messagerie 2,Catégories,Notes",
        "Собствено име,Бащино име,Фамилно име,Фирма,Улица (сл. адрес),Улица 2 (сл. адрес),Улица 3 (сл. адрес),Град (сл. адрес),Област (сл. адрес),Пощенски код (сл. адрес),Страна/регион (служ. адрес),Улица,Град,Пощенски код,Служебен факс,Служебен телефон,Мобилен телефон,Рожден ден,Имейл адрес,Имейл адрес 2,Категории,Бележки",
    ];
    for header in headers {
        check(
            "outlook",
            &format!("{header}\n{row}"),
            &[&[
                "given_name=Anna",
                "family_name=Berg",
                "company=Berg AB",
                "note=hej",
                "email=anna@example.se",
                "email=a2@example.se",
                "phone=work:046-12 34 56",
                "phone=mobile:070-174 06 05",
                "phone=work fax:040-10 00 00",
                "address=work:Storgatan 1 / lgh 2 / 211 20 / Malmö / SE",
                "address=home:Lillgatan 2 / 222 22 / Lund",
                "tags=VIP",
                "tags=Kund",
            ]],
        );
    }
}
