//! Every list of the contract, with every choice of its filters and in every order it can be asked in:
//! as the code of `projections` reads it. No statement stands here.

use chrono::{DateTime, Days, Utc};
use domain::catalog::CatalogList;
use domain::employee::EmployeeStatus;
use domain::invoice::InvoiceStatus;
use domain::order::DeliveryStatus;
use domain::payment::{PaymentMethod, RefundStatus};
use domain::subscription::Status;
use domain::user::Role;
use domain::values::{
    BusinessDay, CustomerId, DayRange, DrawerId, DrawerSessionId, EmployeeId, Month, OrderId,
    OutletId, PaymentId, UserId,
};
use projections::audit_trail::AuditFilter;
use projections::catalog::CatalogFilter;
use projections::drawers::SessionFilter;
use projections::employees::EmployeeFilter;
use projections::list::{Listing, Sort};
use projections::orders::DeliveryFilter;
use projections::payments::{PaymentFilter, RefundFilter};
use projections::places::Today;
use projections::receivables::InvoiceFilter;
use projections::settlements::{ExpectedFilter, SettlementFilter};
use projections::subscriptions::SubscriptionFilter;
use projections::users::UserFilter;
use projections::{
    audit_trail, catalog, day_book, drawers, employees, income, orders, payments, receivables,
    settings, settlements, subscriptions, users,
};

use super::chance::choices;
use super::people::{customers, orders_of};

/// From when to when, if either is asked for.
type Between = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// A list, as somebody asks for it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Which list.
    pub list: &'static str,
    /// Whether only some of it is asked for.
    pub filtered: bool,
    /// Whether what matches may stand together, and far from where a walk begins: a span of time in
    /// another order than that of time, numbers that begin alike within a span or of a status, what was
    /// waited for on a day of the past. No index holds that.
    pub far: bool,
    /// What is asked for, in words.
    pub what: String,
    /// How it is read.
    pub listing: Listing,
    /// In which order.
    pub sort: &'static Sort,
    /// The largest, latest, last first.
    pub descending: bool,
}

/// Which list, and which part of it.
#[derive(Clone, Copy)]
pub(super) struct Of {
    list: &'static str,
    filtered: bool,
    far: bool,
}

impl Of {
    pub(super) const fn list(list: &'static str, filtered: bool) -> Self {
        Self { list, filtered, far: false }
    }

    pub(super) const fn far(self, far: bool) -> Self {
        Self { far, ..self }
    }
}

/// What is asked for, gathered.
#[derive(Debug, Default)]
pub(super) struct All {
    asked: Vec<Asked>,
    last_way: bool,
}

impl All {
    pub(super) fn add(
        &mut self,
        of: Of,
        filter: &impl std::fmt::Debug,
        sort: &'static Sort,
        listing: &Listing,
    ) {
        let Of { list, filtered, far } = of;
        let ways = self.ways(filtered);
        for descending in [true, false].into_iter().take(ways).map(|way| way ^ self.last_way) {
            let direction = if descending { "-" } else { "" };
            let what = format!("{filter:?} by {direction}{}", sort.name);
            let listing = listing.clone();
            self.asked.push(Asked { list, filtered, far, what, listing, sort, descending });
        }
    }

    /// In how many directions something is asked for: in both, or in one and the other in turn.
    fn ways(&mut self, filtered: bool) -> usize {
        self.last_way = filtered && !self.last_way;
        if filtered { 1 } else { 2 }
    }
}

/// Days of the shop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub today: BusinessDay,
}

impl Span {
    pub(super) fn ago(self, days: u64) -> BusinessDay {
        self.today.date().checked_sub_days(Days::new(days)).unwrap_or_default().into()
    }

    pub(super) fn instant(self, days: u64) -> DateTime<Utc> {
        self.ago(days).date().and_time(chrono::NaiveTime::MIN).and_utc()
    }

    /// From and to: a day, a quarter, all but everything; the first alone, the last alone.
    pub(super) fn instants(self) -> [Between; 5] {
        let at = |days| Some(self.instant(days));
        [(at(200), at(199)), (at(290), at(200)), (at(720), at(1)), (at(30), None), (None, at(700))]
    }

    pub(super) fn days(self) -> [(Option<BusinessDay>, Option<BusinessDay>); 5] {
        let on = |days| Some(self.ago(days));
        [(on(200), on(200)), (on(290), on(200)), (on(720), on(1)), (on(30), None), (None, on(700))]
    }
}

/// An id that there is.
pub(super) fn id<T, E>(of: impl Fn(i64) -> Result<T, E>, number: i64) -> Vec<T> {
    of(number).into_iter().collect()
}

/// Every list, with every choice of its filters. Of a shop of that many orders, as of that day.
pub fn all(count: u64, today: BusinessDay) -> Vec<Asked> {
    let span = Span { today };
    let mut all = All::default();
    orders_of(&mut all, span, count);
    customers(&mut all);
    deliveries(&mut all, span);
    money(&mut all, span, count);
    from_banks(&mut all, span);
    owed(&mut all, today);
    tills(&mut all, span);
    workers(&mut all, span);
    written(&mut all, span, count);
    all.asked
}

fn deliveries(all: &mut All, span: Span) {
    choices(3, |mut given| {
        let (from, to) = given.part(0, &span.days()).unwrap_or_default();
        let filter = DeliveryFilter {
            from,
            to,
            status: given.part(1, &DeliveryStatus::ALL),
            driver: given.part(2, &id(EmployeeId::new, 3)),
        };
        all.add(Of::list("deliveries", given.any()), &filter, &orders::BY_SLOT, &filter.listing());
    });
}

fn money(all: &mut All, span: Span, count: u64) {
    let one = i64::try_from(count / 2).unwrap_or(1);
    choices(4, |mut given| {
        let (from, to) = given.part(3, &span.instants()).unwrap_or_default();
        let statuses = ["pending", "successful", "failed", "refunded"].map(str::to_owned);
        let filter = PaymentFilter {
            order: given.part(0, &id(OrderId::new, one)),
            method: given.part(1, &PaymentMethod::ALL),
            status: given.part(2, &statuses),
            from,
            to,
        };
        all.add(Of::list("payments", given.any()), &filter, &payments::BY_AGE, &filter.listing());
    });
    choices(4, |mut given| {
        let (from, to) = given.part(3, &span.instants()).unwrap_or_default();
        let filter = RefundFilter {
            payment: given.part(0, &id(PaymentId::new, one)),
            order: given.part(1, &id(OrderId::new, one)),
            status: given.part(2, &RefundStatus::ALL),
            from,
            to,
        };
        all.add(
            Of::list("refunds", given.any()),
            &filter,
            &payments::REFUNDS_BY_AGE,
            &filter.listing(),
        );
    });
}

fn from_banks(all: &mut All, span: Span) {
    let outlet = id(OutletId::new, 2);
    choices(3, |mut given| {
        let (from, to) = given.part(2, &span.days()).unwrap_or_default();
        let filter = SettlementFilter {
            method: given.part(0, &PaymentMethod::SETTLED_LATER),
            outlet: given.part(1, &outlet),
            from,
            to,
        };
        all.add(
            Of::list("settlements", given.any()),
            &filter,
            &settlements::BY_AGE,
            &filter.listing(),
        );
    });
    choices(3, |mut given| {
        let filter = ExpectedFilter {
            method: given.part(0, &PaymentMethod::SETTLED_LATER),
            outlet: given.part(1, &outlet),
            as_of: given.part(2, &[span.ago(300), span.ago(2), span.today]),
        };
        all.add(
            Of::list("expected", given.any()).far(given.is(2)),
            &filter,
            &settlements::LINES_BY_AGE,
            &filter.listing(),
        );
    });
}

fn owed(all: &mut All, today: BusinessDay) {
    choices(3, |mut given| {
        let filter = InvoiceFilter {
            status: given.part(0, &InvoiceStatus::ALL),
            customer: given.part(1, &id(CustomerId::new, 7)),
            month: given.part(2, &[Month::of(today), Month::of(today).preceding()]),
        };
        all.add(
            Of::list("invoices", given.any()),
            &filter,
            &receivables::BY_AGE,
            &filter.listing(&[7], today),
        );
    });
    choices(2, |mut given| {
        let filter = SubscriptionFilter {
            customer: given.part(0, &id(CustomerId::new, 7)),
            status: given.part(1, &Status::ALL),
        };
        let listing = filter.listing(&[7], &Today::everywhere(today));
        all.add(Of::list("subscriptions", given.any()), &filter, &subscriptions::BY_AGE, &listing);
    });
}

fn tills(all: &mut All, span: Span) {
    choices(5, |mut given| {
        let (from, to) = given.part(2, &span.days()).unwrap_or_default();
        let filter = SessionFilter {
            drawer: given.part(0, &id(DrawerId::new, 3)),
            status: given.part(1, &["open", "closed_counted", "reconciled"]),
            from,
            to,
            flagged: given.part(3, &[true, false]),
            seen_by: given.part(4, &id(UserId::new, 5)),
        };
        all.add(
            Of::list("drawer sessions", given.any()),
            &filter,
            &drawers::BY_AGE,
            &filter.listing(),
        );
    });
    for session in id(DrawerSessionId::new, 5000) {
        let listing = drawers::movements_of(session);
        all.add(
            Of::list("drawer movements", false),
            &session,
            &drawers::MOVEMENTS_BY_AGE,
            &listing,
        );
    }
    for outlet in id(OutletId::new, 2) {
        all.add(
            Of::list("closed days", false),
            &outlet,
            &day_book::BY_DAY,
            &day_book::closed_days(outlet),
        );
    }
}

fn workers(all: &mut All, span: Span) {
    for status in [None, Some(EmployeeStatus::Active), Some(EmployeeStatus::Inactive)] {
        let filter = EmployeeFilter { status };
        all.add(
            Of::list("employees", status.is_some()),
            &filter,
            &employees::BY_NAME,
            &filter.listing(),
        );
    }
    let periods = [DayRange::month_until(span.today), DayRange::year_until(span.today)];
    for days in periods {
        for employee in id(EmployeeId::new, 5) {
            let listing = income::lines_of(employee, days);
            all.add(Of::list("income", false), &days, &income::BY_DAY, &listing);
        }
    }
    choices(3, |mut given| {
        let filter = UserFilter {
            role: given.part(0, &Role::ALL),
            active: given.part(1, &[true, false]),
            holds: given.part(2, &["budi".to_owned(), "9%".to_owned()]),
        };
        for sort in users::SORTS {
            all.add(Of::list("users", given.any()), &filter, sort, &filter.listing());
        }
    });
}

fn written(all: &mut All, span: Span, count: u64) {
    let one = i64::try_from(count / 10).unwrap_or(1);
    choices(5, |mut given| {
        let (from, to) = given.part(3, &span.instants()).unwrap_or_default();
        let word = |text: &str| text.to_owned();
        let filter = AuditFilter {
            user: given.part(0, &id(UserId::new, 5)),
            action: given.part(1, &[word("OrderPlaced"), word("PaymentReceived"), word("Nothing")]),
            entity_type: given.part(2, &[word("order"), word("payment"), word("user")]),
            entity_id: if given.is(2) { given.part(4, &[one]) } else { None },
            from,
            to,
        };
        all.add(
            Of::list("audit trail", given.any()),
            &filter,
            &audit_trail::BY_AGE,
            &filter.listing(),
        );
    });
    let list = CatalogList::ServicePackages;
    for filter in [CatalogFilter::Active, CatalogFilter::Retired, CatalogFilter::All] {
        all.add(Of::list("catalog", false), &filter, &catalog::AS_WRITTEN, &filter.listing(list));
    }
    let history = catalog::history_of(list, 5);
    all.add(Of::list("catalog history", false), &5, &catalog::HISTORY_BY_AGE, &history);
    all.add(
        Of::list("settings history", false),
        &"",
        &settings::HISTORY_BY_AGE,
        &settings::all_changes(),
    );
}
