//! Start and stop.

use std::{net::SocketAddr, process::ExitCode, sync::Arc};

use services::{
    Guben, clock, demo, jobs,
    person::enterprise::{self, EnterpriseForm},
    settings::Settings,
};
use tokio::{net::TcpListener, sync::watch};

use crate::{config::Flags, router};

pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Opens everything that the settings name.
pub async fn open(flags: Flags) -> Result<Arc<Guben>, Error> {
    open_with(flags.settings()?).await
}

pub async fn open_with(settings: Settings) -> Result<Arc<Guben>, Error> {
    std::fs::create_dir_all(&settings.data)
        .map_err(|error| format!("data = {:?}: {error}", settings.data))?;
    Ok(Guben::open(settings).await?)
}

/// Serves until it is told to stop.
pub async fn run(flags: Flags, with_demo: bool) -> Result<ExitCode, Error> {
    let guben = open(flags).await?;
    if let Some(mail) = &guben.settings.mail {
        services::notice::Mailer::open(mail)?;
    }
    let listen = guben.settings.listen;
    let listener = TcpListener::bind(listen).await.map_err(|error| format!("listen = {listen}: {error}"))?;
    if with_demo {
        demo::load(&guben, clock::now()).await?;
    }
    greet(&guben, listener.local_addr()?, with_demo);

    let (stop, stopped) = watch::channel(false);
    let jobs =
        tokio::spawn(jobs::run(guben.clone(), Arc::new(app::notice::Catalogues), told(stopped.clone())));
    let service = router::router(guben).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(told(stopped));
    tokio::spawn(async move {
        signal().await;
        let _ = stop.send(true);
    });
    serving.await?;
    jobs.await?;
    Ok(ExitCode::SUCCESS)
}

/// Makes the first enterprise and says how its administrator gets in.
pub async fn first_enterprise(
    flags: Flags,
    code: String,
    name: String,
    admin_number: String,
    admin_name: String,
) -> Result<ExitCode, Error> {
    let guben = open(flags).await?;
    let form = EnterpriseForm { code, name, admin_number: admin_number.clone(), admin_name };
    match enterprise::first_start(&guben, &form, clock::now()).await? {
        Some(password) => {
            println!("{admin_number} {password}");
            Ok(ExitCode::SUCCESS)
        }
        None => Err("there is an enterprise already; its system administrator can add others".into()),
    }
}

fn greet(guben: &Guben, listening: SocketAddr, with_demo: bool) {
    println!("Guben 固本  http://{listening}");
    println!("data        {}", guben.settings.data.display());
    match &guben.settings.mail {
        Some(mail) => println!("mail        from {}", mail.from),
        None => {
            println!("mail        none: invitations and results are shown in the app only (set mail_server)")
        }
    }
    if with_demo {
        println!(
            "demo        enterprise {}, password {} for all",
            services::person::login::DEMO,
            demo::PASSWORD
        );
        for account in demo::ACCOUNTS {
            println!("            {:<6} {:<18} {}", account.number, account.role.code(), account.name);
        }
    }
}

async fn told(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

async fn signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
