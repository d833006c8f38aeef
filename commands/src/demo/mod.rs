//! A shop to try things in, opened with real commands: people, prices, and the days before.

mod drawer;
mod past;
mod prices;

use chrono::{DateTime, Utc};
use domain::customer::{ContactConsent, CustomerError};
use domain::drawer::DrawerError;
use domain::employee::EmployeeError;
use domain::outlet::OutletError;
use domain::user::{Role, User};
use domain::values::{
    CustomerId, DrawerId, DrawerName, EmailAddress, EmployeeId, Outlet, OutletName, PersonName,
    Phone, UserId, Username, ValueError,
};
use infra::event_log::Loaded;
use shop_days::ShopModel;

use crate::customer::NewCustomer;
use crate::drawer::NewDrawer;
use crate::employee::NewEmployee;
use crate::outlet::NewOutlet;
use crate::user::NewLogin;
use crate::{Call, CommandError, Desk};

pub use drawer::open_drawer;
pub use past::{PAST, days_before, opening};

/// The demonstration's logins: one per role. The service staff's is the employee Ahmad's.
pub const LOGINS: [(Role, &str, &str); 5] = [
    (Role::Admin, "admin", "Ibu Kharisma"),
    (Role::Manager, "manajer", "Pak Hadi"),
    (Role::Cashier, "kasir", "Siti"),
    (Role::ServiceStaff, "ahmad", "Ahmad"),
    (Role::Viewer, "tamu", "Tamu"),
];

/// The id of the login with that name.
pub fn login_id(username: &str) -> Option<UserId> {
    let place = LOGINS.iter().position(|(_, name, _)| *name == username)?;
    i64::try_from(place).ok().and_then(|i| UserId::new(i + 1).ok())
}

/// Why the demonstration could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A command was not carried out.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// A value of the demonstration is none: a mistake in this file.
    #[error(transparent)]
    Value(#[from] ValueError),
}

fn call(at: DateTime<Utc>, user_id: UserId) -> Call {
    let request_id = "demonstration".to_owned();
    Call { user_id, at, request_id, till_id: None, client_ip: None, key: None, approval: None }
}

/// Registers the logins that are not there yet and returns those: their passwords must have been
/// set before, for a login without one would be lost to whoever comes after a crash.
///
/// # Errors
/// [`DemoError`].
pub async fn missing_logins(desk: &Desk) -> Result<Vec<&'static str>, DemoError> {
    let mut missing = Vec::new();
    for (_, username, _) in LOGINS {
        if let Some(id) = login_id(username) {
            let user: Loaded<User> = desk.log.load(id.get()).await.map_err(CommandError::from)?;
            if user.state.login().is_none() {
                missing.push(username);
            }
        }
    }
    Ok(missing)
}

/// Opens the shop: logins, an outlet with a drawer, employees, customers, prices. What is there already stays as it is.
///
/// # Errors
/// [`DemoError`].
pub async fn open_shop(desk: &Desk, at: DateTime<Utc>) -> Result<(), DemoError> {
    // On the heap: whoever opens a shop need not carry all these futures.
    Box::pin(open(desk, at)).await
}

async fn open(desk: &Desk, at: DateTime<Utc>) -> Result<(), DemoError> {
    let admin = call(at, UserId::new(1)?);
    logins(desk, &admin, |role| role == Role::Admin).await?;
    places(desk, &admin).await?;
    employees(desk, &admin).await?;
    logins(desk, &admin, |role| role != Role::Admin).await?;
    customers(desk, &admin).await?;
    prices::open(desk, &admin).await
}

async fn logins(desk: &Desk, admin: &Call, now: fn(Role) -> bool) -> Result<(), DemoError> {
    for username in missing_logins(desk).await? {
        let known = LOGINS.iter().find(|(_, name, _)| *name == username);
        let (Some((role, _, full_name)), Some(user_id)) = (known, login_id(username)) else {
            continue;
        };
        if !now(*role) {
            continue;
        }
        let login = NewLogin {
            user_id: Some(user_id),
            username: Username::parse(username)?,
            full_name: PersonName::parse(full_name)?,
            email: EmailAddress::parse(&format!("{username}@kharisma.example"))?,
            role: *role,
            employee_id: (*role == Role::ServiceStaff).then(|| EmployeeId::new(1)).transpose()?,
            temporary_password: false,
        };
        if *role == Role::Admin {
            crate::user::create_admin(desk, admin.at, &login).await?;
        } else {
            crate::user::register(desk, admin, &login).await?;
        }
    }
    Ok(())
}

async fn places(desk: &Desk, admin: &Call) -> Result<(), DemoError> {
    let first = Outlet::first();
    let outlet = NewOutlet {
        outlet_id: Some(first.id),
        name: OutletName::parse("Kharisma Abadi")?,
        address: None,
        zone: first.zone,
        cut_off: first.cut_off,
    };
    match crate::outlet::open(desk, admin, &outlet).await {
        Ok(_) | Err(CommandError::Outlet(OutletError::AlreadyOpen)) => {}
        Err(error) => return Err(error.into()),
    }
    let drawer = NewDrawer {
        drawer_id: Some(DrawerId::new(1)?),
        outlet_id: Some(first.id),
        name: DrawerName::parse("Laci kasir")?,
    };
    match crate::drawer::install(desk, admin, &drawer).await {
        Ok(_) | Err(CommandError::Drawer(DrawerError::AlreadyInstalled)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

async fn employees(desk: &Desk, admin: &Call) -> Result<(), DemoError> {
    let people =
        [("Ahmad", Some("0813-1111-2222")), ("Wati", None), ("Joko", None), ("Dewi", None)];
    for (id, (name, phone)) in (1..).zip(people) {
        let new = NewEmployee {
            employee_id: Some(EmployeeId::new(id)?),
            name: PersonName::parse(name)?,
            phone: phone.map(Phone::parse).transpose()?,
            hire_date: None,
            outlet_id: None,
        };
        match crate::employee::register(desk, admin, &new).await {
            Ok(_) | Err(CommandError::Employee(EmployeeError::AlreadyRegistered)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

async fn customers(desk: &Desk, admin: &Call) -> Result<(), DemoError> {
    let people = ShopModel::demonstration()?.customers;
    for (id, (name, phone, customer_type)) in (1..).zip(people) {
        let new = NewCustomer {
            customer_id: Some(CustomerId::new(id)?),
            name: PersonName::parse(name)?,
            phone: Phone::parse(phone)?,
            email: None,
            address: None,
            customer_type,
            membership_number: None,
            notes: None,
            contact_consent: ContactConsent::default(),
        };
        match crate::customer::register(desk, admin, &new).await {
            Ok(_) | Err(CommandError::Customer(CustomerError::AlreadyRegistered)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
