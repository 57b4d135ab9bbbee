//! The server's secrets: made at the first start, kept in files that only their owner can read.
//!
//! - `signing.pem`: Ed25519, signs certificates; its public half lies beside it in `signing.pub.pem`.
//! - `data.key`: 32 bytes; seals national IDs (XChaCha20-Poly1305) and, by a derived key, hashes them.

use std::{fs, io::Write as _, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use domain::certificate::KeyId;
use ed25519_dalek::{
    Signature, Signer as _, SigningKey, VerifyingKey,
    pkcs8::{
        DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncodePublicKey as _,
        spki::der::pem::LineEnding,
    },
};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::failure::{Failure, Result};

pub struct Keys {
    signing: SigningKey,
    sealing: XChaCha20Poly1305,
    lookup: [u8; 32],
}

/// Signs what the enterprise vouches for. Another implementation may keep its key in a hardware module.
pub trait Signer: Send + Sync {
    /// Names the key, so that it can be told from its successors.
    fn key_id(&self) -> KeyId;
    fn sign(&self, message: &[u8]) -> [u8; 64];
    fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool;
}

impl Keys {
    /// Reads the keys in `folder`, and makes those that are not there yet.
    pub fn open(folder: &Path) -> Result<Keys> {
        fs::create_dir_all(folder).map_err(|error| io(folder, &error))?;
        restrict(folder, 0o700)?;
        let pem = folder.join("signing.pem");
        let signing = if pem.exists() {
            let text = fs::read_to_string(&pem).map_err(|error| io(&pem, &error))?;
            SigningKey::from_pkcs8_pem(&text).map_err(|error| io(&pem, &error))?
        } else {
            let key = SigningKey::from_bytes(&random());
            let text = key.to_pkcs8_pem(LineEnding::LF).map_err(|error| io(&pem, &error))?;
            create_private(&pem, text.as_bytes())?;
            key
        };
        let public = folder.join("signing.pub.pem");
        if !public.exists() {
            let text = signing
                .verifying_key()
                .to_public_key_pem(LineEnding::LF)
                .map_err(|error| io(&public, &error))?;
            fs::write(&public, text).map_err(|error| io(&public, &error))?;
        }
        let path = folder.join("data.key");
        let data: [u8; 32] = if path.exists() {
            let bytes = fs::read(&path).map_err(|error| io(&path, &error))?;
            bytes.try_into().map_err(|_| io(&path, &"not 32 bytes"))?
        } else {
            let key = random();
            create_private(&path, &key)?;
            key
        };
        Ok(Keys {
            signing,
            sealing: XChaCha20Poly1305::new(&data.into()),
            lookup: derive(&data, b"national-id lookup"),
        })
    }

    /// Encrypts personal data; `place` (which row it belongs to) must be the same when it is opened.
    pub fn seal(&self, plain: &str, place: &str) -> Result<String> {
        Ok(STANDARD.encode(self.seal_bytes(plain.as_bytes(), place)?))
    }

    pub fn unseal(&self, sealed: &str, place: &str) -> Result<String> {
        let bytes = STANDARD.decode(sealed).map_err(|_| unopened())?;
        String::from_utf8(self.unseal_bytes(&bytes, place)?).map_err(|_| unopened())
    }

    /// [`Keys::seal`] for a whole file.
    pub fn seal_bytes(&self, plain: &[u8], place: &str) -> Result<Vec<u8>> {
        let nonce: [u8; 24] = random();
        let payload = Payload { msg: plain, aad: place.as_bytes() };
        let sealed = self.sealing.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| Failure::Internal("sealing failed".into()))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    pub fn unseal_bytes(&self, sealed: &[u8], place: &str) -> Result<Vec<u8>> {
        let (nonce, text) = sealed.split_first_chunk::<24>().ok_or_else(unopened)?;
        let payload = Payload { msg: text, aad: place.as_bytes() };
        self.sealing.decrypt(&XNonce::from(*nonce), payload).map_err(|_| unopened())
    }

    /// The keyed hash by which sealed data can be found: the same for the same text in one enterprise.
    pub fn lookup(&self, org: &str, text: &str) -> String {
        hex::encode(derive(&self.lookup, format!("{org}\0{text}").as_bytes()))
    }

    /// The public key, in the form that `guben verify --key` reads.
    pub fn public_pem(&self) -> Result<String> {
        let pem = self.signing.verifying_key().to_public_key_pem(LineEnding::LF);
        pem.map_err(|error| Failure::Internal(error.to_string()))
    }
}

impl Signer for Keys {
    fn key_id(&self) -> KeyId {
        KeyId::of(self.signing.verifying_key().as_bytes())
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.signing.sign(message).to_bytes()
    }

    fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.signing.verifying_key().verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

/// A public key alone: checks, but can't sign.
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    pub fn from_pem(pem: &str) -> Option<PublicKey> {
        VerifyingKey::from_public_key_pem(pem).ok().map(PublicKey)
    }

    pub fn key_id(&self) -> KeyId {
        KeyId::of(self.0.as_bytes())
    }

    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

fn unopened() -> Failure {
    Failure::Corrupt("sealed data does not open with this key".into())
}

fn derive(key: &[u8; 32], text: &[u8]) -> [u8; 32] {
    let mut mac =
        <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text);
    mac.finalize().into_bytes().into()
}

/// Bytes from the operating system.
///
/// # Panics
/// When the operating system has no randomness to give, in which case nothing safe can be done.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

fn create_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| io(path, &error))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| io(path, &error))
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(|error| io(path, &error))
}

#[cfg(not(unix))]
fn restrict(_: &Path, _: u32) -> Result<()> {
    Ok(())
}

fn io(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::Internal(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_a_restart_and_are_private() {
        let folder = tempfile::tempdir().unwrap();
        let first = Keys::open(folder.path()).unwrap();
        let sealed = first.seal("370602199003071234", "person/1").unwrap();
        let again = Keys::open(folder.path()).unwrap();
        assert_eq!(again.key_id(), first.key_id());
        assert_eq!(again.unseal(&sealed, "person/1").unwrap(), "370602199003071234");
        assert!(again.unseal(&sealed, "person/2").is_err(), "sealed data can't be moved to another person");
        assert_eq!(again.lookup("a", "x"), first.lookup("a", "x"));
        assert_ne!(again.lookup("a", "x"), first.lookup("b", "x"));
        #[cfg(unix)]
        for file in ["signing.pem", "data.key"] {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(folder.path().join(file)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{file}");
        }
    }

    #[test]
    fn a_public_key_checks_what_its_half_signed() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        let public = PublicKey::from_pem(&keys.public_pem().unwrap()).unwrap();
        let signature = keys.sign(b"certificate");
        assert!(public.verify(b"certificate", &signature));
        assert!(!public.verify(b"certificatE", &signature));
        assert_eq!(public.key_id(), keys.key_id());
    }
}
